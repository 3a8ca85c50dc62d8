; Later patterns win in Neovim and Zed, earlier ones in Helix: the patterns here do not overlap, but for names in calls.
[(line_comment) (block_comment) (shebang)] @comment
(doc_comment) @comment.documentation

(string) @string
(escape) @string.escape
(interpolation ["\\(" ")"] @punctuation.special)
(number) @number
(constant) @constant.builtin
(variable) @variable
(type) @type
(qualified_name) @type

(class name: (type) @type)
(annotation "@" @attribute)
(property name: (identifier) @property)
(method name: (identifier) @function.method)
(function name: (identifier) @function)
(parameter name: (identifier) @variable.parameter)
(lifecycle name: _ @function.method)
(call function: (identifier) @function)
(method_call method: (identifier) @function.method)
(super_call method: (identifier) @function.method)
(member name: (identifier) @property)
(entry key: (identifier) @property)
(named_argument name: (identifier) @variable.parameter)
(call_contract name: (identifier) @type.builtin)
(dotted_name) @namespace

[
  "class" "meta" "extends" "namespace" "using" "import" "function" "new" "super" "applies" "many" "inherited" "where"
] @keyword
(modifier) @keyword
[
  "if" "then" "else" "for" "while" "repeat" "match" "switch" "case" "default" "parallel" "limit" "try" "catch" "finally"
  "throw" "rethrow" "with" "cause" "as" "return" "break" "continue"
] @keyword.control
["and" "or" "not" "is" "in" "mod"] @keyword.operator
["=" "==" "===" "!=" "!==" "<" ">" "<=" ">=" "+" "-" "*" "**" "/" "%" "=~" "!~" "&&" "||" "->" "=>" "!"] @operator
["(" ")" "[" "]" "{" "}"] @punctuation.bracket
["," "." "?." ":" ";"] @punctuation.delimiter
