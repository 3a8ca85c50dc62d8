" Checks the highlighting of an open program: `vim -es -S test.vim FILE`. Ends with an error if a group is not the expected one.
set runtimepath^=editors/vim
filetype plugin on
syntax on
setfiletype murano
call setline(1, ['class Redis extends Application {', '    port: int! = 80 // c', '}', '$x = "a\(f(1))b" + new Redis { }'])
function! s:Expect(line, text, group) abort
  let column = match(getline(a:line), '\V' . escape(a:text, '\')) + 1
  let found = synIDattr(synID(a:line, column, 1), 'name')
  if found !=# a:group
    echoerr a:text . ' is ' . found . ', not ' . a:group
    cquit!
  endif
endfunction
call s:Expect(1, 'class', 'muranoStructure')
call s:Expect(1, 'Redis', 'muranoClass')
call s:Expect(2, 'port', 'muranoKey')
call s:Expect(2, 'int', 'muranoType')
call s:Expect(2, '// c', 'muranoComment')
call s:Expect(4, '"a', 'muranoString')
call s:Expect(4, 'f(1', 'muranoFunction')
call s:Expect(4, 'b"', 'muranoString')
call s:Expect(4, 'new', 'muranoStructure')
qall!
