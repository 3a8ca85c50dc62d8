" Highlighting of .murano programs.
if exists('b:current_syntax')
  finish
endif

syntax case match

syntax keyword muranoKeyword if then else for while repeat match switch case default parallel limit
syntax keyword muranoKeyword return break continue with as cause
syntax keyword muranoException try catch finally throw rethrow
syntax keyword muranoStructure class extends meta function namespace using import new super
syntax keyword muranoStructure init destroy applies many inherited
syntax keyword muranoModifier in out inout const runtime static config action extension
syntax keyword muranoOperator and or not is mod where
syntax keyword muranoType string int bool any owned notOwned template
syntax keyword muranoConstant true false null

syntax match muranoClass "\<\u\w*\>"
syntax match muranoFunction "\<\h\w*\ze("
syntax match muranoMember "?\?\.\s*\zs\h\w*"
syntax match muranoKey "\<\l\w*\ze\s*:\(\h\)\@!"
syntax match muranoVariable "\$\w*"
syntax match muranoNumber "\<\d\+\(\.\d\+\)\?\>"
syntax match muranoAnnotation "@\(\w*:\)\?\h\w*"

syntax match muranoEscape contained "\\\(x\x\{2}\|u\x\{4}\|U\x\{8}\|N{[^}]*}\|[^(]\)"
syntax region muranoSplice contained matchgroup=muranoSpliceMark start="\\(" end=")" contains=TOP,@muranoInBrackets
syntax region muranoBrackets contained transparent start="(" end=")" contains=TOP,muranoBrackets
syntax cluster muranoInBrackets contains=muranoBrackets
syntax region muranoString start=+'+ skip=+\\.+ end=+'+ contains=muranoEscape
syntax region muranoString start=+`+ skip=+\\.+ end=+`+
syntax region muranoString start=+"+ skip=+\\[^(]+ end=+"+ contains=muranoEscape,muranoSplice
syntax region muranoString start=+"""+ end=+"""+ contains=muranoEscape,muranoSplice

syntax match muranoComment "//.*$" contains=@Spell
syntax match muranoDoc "///\(/\)\@!.*$" contains=@Spell
syntax region muranoComment start="/\*" end="\*/" contains=@Spell
syntax match muranoComment "\%^#!.*$"

highlight default link muranoKeyword Statement
highlight default link muranoException Exception
highlight default link muranoStructure Structure
highlight default link muranoModifier StorageClass
highlight default link muranoOperator Operator
highlight default link muranoType Type
highlight default link muranoConstant Boolean
highlight default link muranoClass Type
highlight default link muranoFunction Function
highlight default link muranoMember Identifier
highlight default link muranoKey Identifier
highlight default link muranoVariable Identifier
highlight default link muranoNumber Number
highlight default link muranoAnnotation PreProc
highlight default link muranoEscape SpecialChar
highlight default link muranoSpliceMark Delimiter
highlight default link muranoString String
highlight default link muranoComment Comment
highlight default link muranoDoc SpecialComment

syntax sync minlines=200
let b:current_syntax = 'murano'
