(class name: (type) @name) @definition.class
(method name: (identifier) @name) @definition.method
(function name: (identifier) @name) @definition.function
(property name: (identifier) @name) @definition.field
(call function: (identifier) @name) @reference.call
(method_call method: (identifier) @name) @reference.call
(new (type) @name) @reference.class
(extends (type) @name) @reference.class
