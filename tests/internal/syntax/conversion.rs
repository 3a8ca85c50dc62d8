//! Conversion of YAML classes: the notations of `.murano` where they mean the same, lines of
//! 100 columns, comments kept at their places.

use crate::source::Sources;
use crate::syntax::{convert, print};

/// The class file in `.murano`, which must be in its canonical form.
fn converted(yaml: &str) -> String {
    let sources = Sources::new();
    let source = sources.add("class.yaml", yaml).expect("it fits");
    let text =
        convert::to_murano(&source, None).unwrap_or_else(|found| panic!("{yaml}\n{found:#?}"));
    let again = sources.add("class.murano", text.as_str()).expect("it fits");
    assert_eq!(print::format(&again).expect("it can be parsed"), text, "not canonical");
    text
}

/// The body of a method of one class, converted.
fn body(statements: &str) -> String {
    let lines: String = statements.lines().map(|line| format!("      {line}\n")).collect();
    let text = converted(&format!("Name: A\nMethods:\n  m:\n    Body:\n{lines}"));
    let inner = text.lines().skip(2).take_while(|line| *line != "    }");
    inner.map(|line| format!("{}\n", line.strip_prefix("        ").unwrap_or(line))).collect()
}

/// The message and the line of a refusal.
fn refused(yaml: &str) -> (String, u32) {
    let sources = Sources::new();
    let source = sources.add("class.yaml", yaml).expect("it fits");
    let found = convert::to_murano(&source, None).expect_err("it cannot be expressed");
    (found[0].message.clone(), source.location(found[0].span.start).line)
}

/// A class with every call that `.murano` has a notation for, if the meaning allows.
const CALLS: &str = r#"Namespaces:
  =: com.example
  std: io.murano
Name: Grafana
Extends: std:Application
Properties:
  name:
    Contract: $.string().notNull()
  description:
    Contract: $.string()
  size:
    Contract: $.int().check($ > 0, 'too small')
  any:
    Contract:
      a: $.class(std:Object, std:Application).owned()
      $.string(): [$.int(), 1, 2]
Methods:
  deploy:
    Arguments:
      - firstArgumentWithLongName:
          Contract: $.class(Influx).notNull()
      - secondArgumentWithLongName:
          Contract: $.string().notNull()
      - third:
          Contract: [$.string()]
    Body:
      - super($, $.deploy())
      - $.super($.deploy())
      - $x: super($, $.m($firstArgumentWithLongName)).first()
      - $y: super($, $.m($))
      - $z: $.cast(std:Object)
      - $c: new(std:Foo, $, name => bar, port => 3000)
      - $d: new(Foo, $this, name => switch($.x => 1, true => 2))
      - $e: new(Foo)
      - $f: $.list.select(new(Foo, $))
      - $g: format('{0}-{1}', $.name, $secondArgumentWithLongName)
      - $h: format('{0}-{1}', $.name, $.description)
      - $i: switch($.size > 1 => 'a', $.size > 2 => dict(k => 1, v => list()))
      - $j: list(1, 2, $x)
      - $k: dict()
      - $l: $.list.where($.aaaaaaaaaaaaaaaaaaaaa = 1).select($.bbbbbbbbbbbbbbbbbbbbbbbbbbbbb).orderBy($.ccccccccccccccccccc).first()
      - $m:
          ports:
            - port: 80
              scope: public
            - port: 443
          text: |
            #!/bin/sh
            echo "$x" \n
              indented line that is rather long so that it does not fit on one line of one hundred columns
            exit
      - $.reporter.report($this, 'a very long message that goes on and on until it does not fit on the line', $firstArgumentWithLongName)
      - If: $firstArgumentWithLongName.isReady and $secondArgumentWithLongName.isReady and $.description = 'aaaaaaaa' or $x > 10
        Then:
          - ($a = 1)
        Else:
          - If: switch($a => 1, true => 2)
            Then: $.foo()
            Else:
              Return: switch($firstArgumentWithLongName.isReady => 'a long text that takes some place', $secondArgumentWithLongName => 'another long text', true => 'the last')
      - Try:
          - Throw: NotFound
            Message: $.name
        Catch:
          With: NotFound
          Do: []
        # about finally
        Finally:
          - $.x: -1  # minus
  initialize:
    Arguments:
      - p:
          Contract: $.string()
    Body:
      - $.x: $p
"#;

/// The same class in `.murano`.
const NOTATIONS: &str = r###"namespace com.example
using std: io.murano

class Grafana extends std:Application {
    name: string!
    description: string
    size: int where ($ > 0, 'too small')
    any: { a: owned(class(std:Object, default: std:Application)), [string]: [int, 1, 2] }

    deploy(
        firstArgumentWithLongName: Influx!,
        secondArgumentWithLongName: string!,
        third: [string],
    ) {
        super.deploy()
        super.deploy()
        $x = super.m($firstArgumentWithLongName)
        $y = super($, $.m($))
        $z = cast($, std:Object)
        $c = new std:Foo { name: 'bar', port: 3000 }
        $d = new Foo { name: if $.x then 1 else 2 }
        $e = new(Foo)
        $f = $.list.select(new(Foo, $))
        $g = "\($.name)-\($secondArgumentWithLongName)"
        $h = format('{0}-{1}', $.name, $.description)
        $i = if $.size > 1 then 'a' else if $.size > 2 then { k: 1, v: [] } else null
        $j = list(1, 2, $x)
        $k = {}
        $l = $.list.where($.aaaaaaaaaaaaaaaaaaaaa = 1)
            .select($.bbbbbbbbbbbbbbbbbbbbbbbbbbbbb)
            .orderBy($.ccccccccccccccccccc)
            .first()
        $m = {
            ports: [{ port: 80, scope: 'public' }, { port: 443 }],
            text: """
                #!/bin/sh
                echo "$x" \\n
                  indented line that is rather long so that it does not fit on one line of one hundred columns
                exit

                """,
        }
        $.reporter.report(
            $this,
            'a very long message that goes on and on until it does not fit on the line',
            $firstArgumentWithLongName,
        )
        if $firstArgumentWithLongName.isReady
            and $secondArgumentWithLongName.isReady
            and $.description = 'aaaaaaaa'
            or $x > 10 {
            ($a = 1)
        } else if (if $a then 1 else 2) {
            $.foo()
        } else {
            return if $firstArgumentWithLongName.isReady
                then 'a long text that takes some place'
                else if $secondArgumentWithLongName
                then 'another long text'
                else 'the last'
        }
        try {
            throw :NotFound $.name
        } catch :NotFound { } finally {
            // about finally
            $.x = -1 // minus
        }
    }

    init(p: string) {
        $.x = $p
    }
}
"###;

#[test]
fn calls_become_notations_where_the_meaning_is_the_same() {
    assert_eq!(converted(CALLS), NOTATIONS);
}

#[test]
fn comments_stay_at_their_statements() {
    let yaml = r#"Name: a.X
Properties:
  a:
    Contract: $.string()
    # about a
    Default: ''
  b:
    # about b's contract
    Contract: $.int()  # trailing b
# before methods
Methods:
  # before m
  m:
    # in m
    Arguments:
      # before arg
      - x:
          Contract: $.string() # trailing x
    Body:
      # first
      - $y: 1  # trailing y

      # a paragraph
      #
      # second paragraph
      - If: $y = 1
        # before then
        Then:
          # in then
          - Return: {a: 1,   # a comment
                     b: 2}
        Else:
          - Return: 2
      # last
# end
"#;
    let murano = r#"class a.X {
    a: string = '' // about a
    // about b's contract
    b: int // trailing b

    // before methods
    // before m
    m(
        // in m
        // before arg
        x: string, // trailing x
    ) {
        // first
        $y = 1 // trailing y

        // a paragraph
        //
        // second paragraph
        if $y = 1 {
            // before then
            // in then
            return {
                a: 1, // a comment
                b: 2,
            }
        } else {
            return 2
        }
        // last
    }
}
// end
"#;
    assert_eq!(converted(yaml), murano);
}

/// A comment after the last statement of `Then` stays there, one before `Else`'s first statement goes to it.
#[test]
fn comments_at_the_end_of_a_block_stay_in_it() {
    let yaml = "- If: $a\n  Then:\n    - $.b()\n    # after b\n  Else:\n    # before c\n    - $.c()  # at c\n- $.d()  # at d\n# last";
    let murano = "if $a {\n    $.b()\n    // after b\n} else {\n    // before c\n    $.c() // at c\n}\n$.d() // at d\n// last\n";
    assert_eq!(body(yaml), murano);
}

/// Documentation of YAML, `##`, is that of `.murano`.
#[test]
fn documentation_is_attached() {
    let yaml = "# header\n\nNamespaces:\n  =: a\n## A class.\n##\n## More.\nName: A\nProperties:\n  ## A property.\n  p:\n    Contract: $.int()\n";
    let murano = "// header\n\nnamespace a\n\n/// A class.\n///\n/// More.\nclass A {\n    /// A property.\n    p: int\n}\n";
    assert_eq!(converted(yaml), murano);
}

/// Bare words are strings, except where they name classes.
#[test]
fn bare_words_are_strings() {
    assert_eq!(
        body("- Return: new(B, $this, Ralf, k => Word)\n- $x: $.find(Owner).is(word)"),
        "return new(B, $this, 'Ralf', k: 'Word')\n$x = $.find(Owner).is('word')\n"
    );
}

/// `$` in a function applied to items is not the object, several base classes are all called,
/// and `format` spells `null` its own way.
#[test]
fn other_meanings_stay_calls() {
    let yaml = "Name: A\nExtends: [B, C]\nProperties:\n  p:\n    Contract: $.string()\nMethods:\n  m:\n    Usage: Static\n    Body:\n      - new(D, $, k => 1)\n      - $x: new(D, k => 1)\n  n:\n    Body:\n      - super($, $.n())\n      - $x: $.all.select(new(D, $, k => 1))\n      - $y: format('{0}', $.p)\n      - $z: list($.all)\n      - $w: 5.switch($ > 3 => new(D, $))\n";
    let murano = "class A extends B, C {\n    p: string\n\n    static m() {\n        new(D, $, k: 1)\n        $x = new D { k: 1 }\n    }\n\n    n() {\n        super($, $.n())\n        $x = $.all.select(new(D, $, k: 1))\n        $y = format('{0}', $.p)\n        $z = list($.all)\n        $w = (5).switch($ > 3 => new(D, $))\n    }\n}\n";
    assert_eq!(converted(yaml), murano);
}

/// An expression that would be parsed as another statement is in parentheses.
#[test]
fn statements_keep_their_meaning() {
    assert_eq!(
        body(
            "- ($a = 1)\n- $a = 1 and $b\n- !yaql '{a => 1}'\n- $x: -9223372036854775808\n- Do: []\n- Return: .inf"
        ),
        "($a = 1)\n($a = 1 and $b)\n({ a: 1 })\n$x = -9223372036854775808\nreturn float('inf')\n"
    );
}

#[test]
fn what_murano_cannot_express_is_refused_at_its_line() {
    let yaml = "Name: a.H\nMethods:\n  m:\n    Body:\n      - $group: Heat::Ungrouped\n";
    assert_eq!(refused(yaml), ("`:` has no such operands in `.murano`".into(), 5));
    let yaml = "Name: A\nProperties:\n  'a b':\n    Contract: $\n";
    assert_eq!(
        refused(yaml),
        ("`a b` is not an identifier: a property of `.murano` needs one".into(), 3)
    );
    let yaml = "Name: A\nMethods:\n  m:\n    Body:\n      - $.a.(1)\n";
    assert_eq!(
        refused(yaml),
        ("the right side of `.` must be a name or a call in `.murano`".into(), 5)
    );
}
