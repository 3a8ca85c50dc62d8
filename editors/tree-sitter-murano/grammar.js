/**
 * The grammar of `.murano` for editors: it accepts every valid program, and more. Line breaks are white space here: the only thing they
 * decide in the language is where an expression ends, which the next word shows almost always.
 */
/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const PREC = {
  arrow: 1, or: 2, and: 3, not: 4, is: 5, compare: 6, add: 7, multiply: 8, match: 9, unary: 10, postfix: 11,
};

const list = (rule) => seq(optional(rule), repeat(seq(',', optional(rule))));
const list1 = (rule) => seq(rule, repeat(seq(',', rule)));

module.exports = grammar({
  name: 'murano',

  extras: ($) => [/[\s\uFEFF]/, $.doc_comment, $.line_comment, $.block_comment],
  word: ($) => $.identifier,

  supertypes: ($) => [$._expression, $._statement, $._contract],

  conflicts: ($) => [
    [$.negative, $._expression],
    [$.list_contract, $.list],
    [$.map_contract, $.map],
    [$._contract, $._expression],
    [$.chain_contract, $._expression],
    [$.lifecycle, $._member_name],
    [$.throw_statement, $._expression],
    [$._dotted, $._expression],
    [$.map, $.block],
    [$._type, $._expression],
    [$.function],
  ],

  rules: {
    source_file: ($) => seq(optional($.shebang), repeat(choice($._item, ';'))),
    shebang: () => token(prec(2, /#![^\n]*/)),
    _item: ($) => choice($.namespace, $.using, $.import, $.class, $.function, $._statement),

    doc_comment: () => token(prec(2, /\/\/\/([^\/\n][^\n]*)?/)),
    line_comment: () => token(prec(1, /\/\/[^\n]*/)),
    block_comment: () => token(prec(1, /\/\*([^*]|\*+[^*\/])*\*+\//)),

    identifier: () => /[\p{L}_][\p{L}\p{N}_]*/,
    qualified_name: () => /([\p{L}_][\p{L}\p{N}_]*)?:[\p{L}_][\p{L}\p{N}_]*/,
    dotted_name: ($) => seq($.identifier, repeat(seq('.', $.identifier))),
    _type: ($) => choice(alias($.identifier, $.type), alias($.qualified_name, $.type), alias($._dotted, $.type)),
    _dotted: ($) => seq(choice($.identifier, $.qualified_name), repeat1(seq('.', $.identifier))),

    // Declarations
    namespace: ($) => seq('namespace', field('name', $.dotted_name)),
    using: ($) => seq('using', choice(
      seq(optional(seq(field('prefix', $.identifier), ':')), field('name', $.dotted_name)),
      field('name', $.qualified_name),
    )),
    import: ($) => seq('import', field('path', $.string)),

    class: ($) => seq(
      repeat($.annotation), optional('meta'), 'class', field('name', $._type),
      repeat(choice($.extends, $.class_imports, $.applies, 'many', 'inherited')),
      field('body', $.class_body),
    ),
    extends: ($) => seq('extends', list1($._type)),
    class_imports: ($) => seq('import', list1($._type)),
    applies: ($) => seq('applies', list1($.identifier)),
    class_body: ($) => seq('{', repeat(choice($.property, $.method, $.lifecycle, ';')), '}'),
    annotation: ($) => prec.right(seq('@', $._type, optional($.map))),

    modifier: () => choice('in', 'out', 'inout', 'const', 'runtime', 'static', 'config', 'action', 'extension'),
    property: ($) => seq(
      repeat($.annotation), repeat($.modifier), field('name', $._member_name), ':',
      field('contract', $._contract), optional(seq('=', field('default', $._expression))),
    ),
    method: ($) => seq(
      repeat($.annotation), repeat($.modifier), field('name', $._member_name), field('parameters', $.parameters),
      optional(field('returns', $.returns)), optional(field('body', $.block)),
    ),
    lifecycle: ($) => seq(repeat($.annotation), field('name', choice('init', 'destroy')), optional($.parameters), $.block),
    _member_name: ($) => choice($.identifier, ...[
      'in', 'out', 'inout', 'const', 'runtime', 'static', 'config', 'action', 'extension', 'init', 'destroy',
    ].map((word) => alias(word, $.identifier))),
    function: ($) => seq(
      repeat($.annotation), repeat($.modifier), 'function', field('name', $.identifier), field('parameters', $.parameters),
      optional(field('returns', $.returns)), optional(field('body', $.block)),
    ),
    parameters: ($) => seq('(', list($.parameter), ')'),
    parameter: ($) => seq(
      repeat($.annotation), optional(choice('*', '**')), field('name', choice($.identifier, $.variable)),
      optional(seq(':', field('contract', $._contract))), optional(seq('=', field('default', $._expression))),
    ),
    returns: ($) => seq('->', $._contract),

    // Contracts
    _contract: ($) => choice(
      $._type, $.list_contract, $.map_contract, $.call_contract, $.required, $.condition, $.chain_contract,
      $.string, $.number, $.negative,
    ),
    list_contract: ($) => seq('[', list($._contract), ']'),
    map_contract: ($) => seq('{', list($.contract_entry), '}'),
    contract_entry: ($) => seq(field('key', choice($._contract, $._keyword)), choice(':', '=>'), field('value', $._contract)),
    call_contract: ($) => prec(PREC.postfix, seq(
      field('name', choice($.identifier, alias('class', $.identifier))), token.immediate('('), list($.contract_argument), ')',
    )),
    contract_argument: ($) => seq(optional(seq($.identifier, ':')), $._contract),
    required: ($) => prec(PREC.postfix, seq($._contract, '!')),
    condition: ($) => prec(PREC.postfix, seq($._contract, 'where', '(', list1($._expression), optional(','), ')')),
    chain_contract: ($) => prec.right(choice($.variable, $.method_call, $.parenthesized, $.member, $.binary)),
    negative: ($) => seq('-', $.number),

    // Statements
    block: ($) => seq('{', repeat(choice($._statement, ';')), '}'),
    _statement: ($) => choice(
      $.expression_statement, $.assignment, $.if_statement, $.for_statement, $.while_statement, $.repeat_statement,
      $.match_statement, $.switch_statement, $.parallel_statement, $.try_statement, $.throw_statement,
      $.return_statement, 'rethrow', 'break', 'continue', $.block,
    ),
    expression_statement: ($) => prec(-1, $._expression),
    assignment: ($) => prec.right(seq(field('target', $._expression), '=', field('value', $._expression))),
    if_statement: ($) => prec.right(seq('if', $._expression, $.block, repeat($.else_if), optional($.else_clause))),
    else_if: ($) => seq('else', 'if', $._expression, $.block),
    else_clause: ($) => seq('else', $.block),
    for_statement: ($) => seq('for', $.variable, 'in', $._expression, $.block),
    while_statement: ($) => seq('while', $._expression, $.block),
    repeat_statement: ($) => seq('repeat', $._expression, $.block),
    match_statement: ($) => seq('match', $._expression, $.cases),
    switch_statement: ($) => seq('switch', $.cases),
    cases: ($) => seq('{', repeat(choice($.case, $.default, ';')), '}'),
    case: ($) => seq('case', list1($._expression), $.block),
    default: ($) => seq('default', $.block),
    parallel_statement: ($) => seq('parallel', optional(seq('limit', $._expression)), choice($.block, $.for_statement)),
    try_statement: ($) => prec.right(seq('try', $.block, repeat($.catch), optional($.else_clause), optional($.finally))),
    catch: ($) => seq('catch', optional(list1($._type)), optional('as'), optional($.variable), $.block),
    finally: ($) => seq('finally', $.block),
    throw_statement: ($) => prec.right(seq(
      'throw', optional(list1(choice($._type, $.parenthesized))), optional($._expression),
      optional(seq('with', $._expression)), optional(seq('cause', $._expression)),
    )),
    return_statement: ($) => prec.right(seq('return', optional($._expression))),

    // Expressions
    _expression: ($) => choice(
      $.variable, $.identifier, $.qualified_name, $.number, $.string, $.constant, $.list, $.map, $.parenthesized,
      $.member, $.call, $.method_call, $.index, $.invoke, $.unary, $.binary, $.new, $.with, $.super_call, $.if_expression,
    ),
    variable: () => /\$[\p{L}\p{N}_]*/,
    number: () => /\p{Nd}+(\.\p{Nd}+)?/,
    constant: () => choice('true', 'false', 'null'),
    parenthesized: ($) => seq('(', $._expression, ')'),
    list: ($) => seq('[', list($._argument), ']'),
    map: ($) => seq('{', list($.entry), '}'),
    entry: ($) => seq(field('key', choice($._expression, $._keyword)), choice(':', '=>'), field('value', $._expression)),
    arguments: ($) => seq(token.immediate('('), list($._argument), ')'),
    _argument: ($) => choice($._expression, $.named_argument),
    named_argument: ($) => seq(field('name', choice($._expression, $._keyword)), choice(':', '=>'), field('value', $._expression)),
    member: ($) => prec.left(PREC.postfix, seq($._expression, choice('.', '?.'), field('name', $._word))),
    call: ($) => prec(PREC.postfix, seq(field('function', $._word), $.arguments)),
    method_call: ($) => prec.left(PREC.postfix, seq(
      $._expression, choice('.', '?.'), field('method', $._word), $.arguments,
    )),
    index: ($) => prec.left(PREC.postfix, seq($._expression, token.immediate('['), list($._argument), ']')),
    invoke: ($) => prec.left(PREC.postfix, seq(
      choice($.parenthesized, $.method_call, $.call, $.variable, $.index, $.invoke), $.arguments,
    )),
    _word: ($) => choice($.identifier, $._keyword),
    // Keywords that are names where no statement can begin.
    _keyword: ($) => choice(...[
      'where', 'limit', 'match', 'switch', 'repeat', 'default', 'case', 'super', 'with', 'as', 'cause', 'config', 'static', 'in', 'new',
      'action', 'extension', 'try', 'throw', 'parallel', 'is', 'not', 'meta', 'class', 'function', 'init', 'destroy',
    ].map((word) => alias(word, $.identifier))),
    unary: ($) => prec.right(PREC.unary, seq(choice('-', '+', 'not', '!'), $._expression)),
    binary: ($) => choice(...[
      ['->', PREC.arrow], ['or', PREC.or], ['||', PREC.or], ['and', PREC.and], ['&&', PREC.and],
      ['is', PREC.is], ['in', PREC.is],
      ...['=', '==', '===', '!=', '!==', '<', '>', '<=', '>='].map((operator) => [operator, PREC.compare]),
      ['+', PREC.add], ['-', PREC.add], ['*', PREC.multiply], ['**', PREC.multiply], ['/', PREC.multiply],
      ['%', PREC.multiply], ['mod', PREC.multiply], ['=~', PREC.match], ['!~', PREC.match],
    ].map(([operator, precedence]) =>
      prec.left(precedence, seq(
        field('left', $._expression), field('operator', operator), field('right', $._expression),
      )))),
    new: ($) => prec(PREC.postfix, seq('new', $._type, $.map)),
    with: ($) => prec.left(PREC.postfix, seq($._expression, 'with', $.map)),
    super_call: ($) => prec(PREC.postfix, seq('super', '.', field('method', $._word), $.arguments)),
    if_expression: ($) => prec.right(seq('if', $._expression, 'then', $._expression, 'else', $._expression)),

    // Strings. What they hold goes before comments, which are shorter or longer: `'// no comment'`.
    string: ($) => choice(
      seq("'", repeat(choice(token.immediate(prec(3, /[^'\\]+/)), alias($._any_escape, $.escape))), token.immediate("'")),
      seq('`', repeat(choice(token.immediate(prec(3, /[^`\\]+/)), alias($._any_escape, $.escape))), token.immediate('`')),
      seq('"', repeat(choice(token.immediate(prec(3, /[^"\\]+/)), $.escape, $.interpolation)), token.immediate('"')),
      seq('"""', repeat(choice(
        token.immediate(prec(3, /[^"\\]+/)), token.immediate(/""?/), $.escape, $.interpolation,
      )), token.immediate('"""')),
    ),
    // Only strings in double quotes hold expressions.
    escape: () => token.immediate(prec(1, /\\(N\{[^}]*\}|[^(])/)),
    _any_escape: () => token.immediate(prec(1, /\\(N\{[^}]*\}|[\s\S])/)),
    interpolation: ($) => seq(token.immediate('\\('), $._expression, ')'),
  },
});
