autocmd BufNewFile,BufRead *.murano setfiletype murano
autocmd BufNewFile,BufRead * if getline(1) =~# '^#!.*\<murano\>' | setfiletype murano | endif
