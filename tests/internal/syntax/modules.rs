//! Files: declarations, contracts, statements.

use super::{module, tree};

const GLANCE: &str = r#"/// A guest book: PHP front end, one Redis master, one Redis replica.
namespace com.example.guestbook
using com.mirantis.docker            // unqualified names are looked up here too
using std: io.murano                 // std:Environment
import './redis.murano'              // another file, relative to this one

class GuestBook extends DockerApplication {
    name: string!
    publish: bool! = true
    redisMaster: Redis!
    redisReplicaHost: DockerContainerHost!
    out redisReplica: RedisReplica

    deploy() {
        $.redisMaster.deploy()
        $.redisReplica = new RedisReplica {
            name: "\($.name)-replica",
            host: $.redisReplicaHost,
            master: $.redisMaster,
        }
        super.deploy()
    }

    getContainer() -> DockerContainer {
        $master = $.getConnectionTo($.redisMaster, 6379)
        return {
            name: $.name,
            env: {
                REDIS_MASTER: "\($master.host):\($master.port)",
            },
            ports: [{ port: 80, scope: if $.publish then 'public' else 'internal' }],
        }
    }
}

$local = new DockerStandaloneHost { name: 'local' }
$book = new GuestBook {
    name: 'guestbook', host: $local, redisReplicaHost: $local,
    redisMaster: { name: 'redis', host: $local },      // a dict where a Redis is expected
}
$book.deploy()
for $e in $book.applicationEndpoints.where($.containerPort = 80) {
    print("\($e.scope): http://\($e.address):\($e.port)")
}
"#;

#[test]
fn the_language_page_reads() {
    let (module, found) = module(GLANCE);
    assert_eq!(found, []);
    assert_eq!(module.classes.len(), 1);
    let class = &module.classes[0];
    assert_eq!(class.properties.len(), 5);
    assert_eq!(class.methods.len(), 2);
    assert_eq!(module.body.statements.len(), 4);
    assert_eq!(module.usings.len(), 2);
    assert_eq!(module.imports.len(), 1);
    // The `///` before `namespace` documents no declaration.
    assert_eq!(module.comments.len(), 5);
}

#[test]
fn lines_and_statements() {
    let cases = [
        ("$x = 1\n-$y", "(set $x 1)\n(neg $y)"),
        ("$x = 1\n - $y", "(set $x (- 1 $y))"),
        ("$x\n  .a\n  ?.b()\n  + 1", "(+ (?.b() (.a $x)) 1)"),
        ("$x\n(1)\n$x\n[1]", "$x\n(paren 1)\n$x\n(list 1)"),
        ("$x = 1; $y = 2;", "(set $x 1)\n(set $y 2)"),
        ("$x = 1\n:Foo.bar()", "(set $x 1)\n(.bar() :Foo)"),
        ("$x = f(1,\n  2)[0]", "(set $x (index (f() 1 2) 0))"),
        ("$x = $y = 1", "(set $x (= $y 1))"),
        ("$x == 1", "(= $x 1)"),
        ("$d[$k].list[0] = 5", "(set (index (.list (index $d $k)) 0) 5)"),
        ("$x = 1 +\n  2", "(set $x (+ 1 2))"),
        ("{ $x = 1 }", "(do (set $x 1))"),
        ("{a => 1}.len()", r#"(.len() (map (=> "a" 1)))"#),
        ("repeat(1, 2)", "(repeat() 1 2)"),
        ("$x = 1 // c\n// d\n/* e */ $y = 2", "(set $x 1)\n(set $y 2)"),
    ];
    for (text, dump) in cases {
        assert_eq!(tree(text), dump, "{text}");
    }
}

#[test]
fn every_statement_reads() {
    let cases = [
        ("if $a { } else if $b { $c }\nelse { }", "(if (when $a (do)) (when $b (do $c)) (do))"),
        ("if($a) { }", "(if (when (paren $a) (do)))"),
        ("if $a then 1 else 2", "(if $a 1 2)"),
        ("while $a { break }", "(while $a (do (break)))"),
        ("for $x in $xs { continue }", "(for $x $xs (do (continue)))"),
        ("repeat 3 { }", "(repeat 3 (do))"),
        (
            "match $x { case 'a' { } case 1, 2 { $y } default { } }",
            r#"(match $x (case "a" (do)) (case 1 2 (do $y)) (do))"#,
        ),
        ("switch { case $a > 1 { } default { } }", "(switch (when (> $a 1) (do)) (do))"),
        ("parallel { $a.f(); $b.f() }", "(parallel (do (.f() $a) (.f() $b)))"),
        ("parallel limit 4 for $a in $as { $a.f() }", "(parallel-for 4 $a $as (do (.f() $a)))"),
        ("parallel limit $n { }", "(parallel $n (do))"),
        (
            "try { } catch std:A, B as $e { } catch $e { } else { } finally { }",
            "(try (do) (catch std:A :B $e (do)) (catch $e (do)) (else (do)) (finally (do)))",
        ),
        (
            r#"throw p:A "m \($x)" with { port: 1 } cause $e"#,
            r#"(throw p:A (str "m " $x) (with (map (=> "port" 1))) (cause $e))"#,
        ),
        ("throw A, b.C\nrethrow", "(throw :A :b.C)\n(rethrow)"),
        ("return\nreturn 1", "(return)\n(return 1)"),
    ];
    for (text, dump) in cases {
        assert_eq!(tree(text), dump, "{text}");
    }
}

#[test]
fn members_and_soft_keywords() {
    let text = "class A extends B, c:D import E {
        out: string
        init: int! = 5
        static static: bool
        inout in: any
        /// One.
        /// Two.
        @Meta { a: 1 }
        limit: string
        in x: string = 1
        config y: int
        init { }
        destroy { $.x() }
        match() -> int
        static action go(a: T = 5, *rest: any, **named: int!) { }
        extension shout(text: string!) { return 1 }
    }";
    let dump = r#"(class A (extends :B c:D) (import :E) 
  (in out string) 
  (in init (! int) = 5) 
  (static static bool) 
  (inout in any) 
  (in limit string ///"One.\nTwo." (@:Meta (=> "a" 1))) 
  (in x string = 1) 
  (config y int) 
  (method .init (do)) 
  (method .destroy (do (.x() $))) 
  (method match -> int abstract) 
  (method go public static (a (class :T) = 5) (*rest any) (**named (! int)) (do)) 
  (method shout extension (text (! string)) (do (return 1))))"#;
    assert_eq!(tree(text), dump);
}

#[test]
fn metadata_classes_and_functions() {
    let dump =
        "(meta-class M [true true Class Method])\n(method f (a (! int)) -> int (do (return $a)))";
    let text = "meta class M many inherited applies Class, Method { }
        function f(a: int!) -> int { return $a }";
    assert_eq!(tree(text), dump);
}

#[test]
fn contracts() {
    let cases = [
        ("any", "any"),
        ("$", "any"),
        ("string!", "(! string)"),
        ("std:Environment", "(class std:Environment)"),
        ("int! where ($ > 0, 'positive')", r#"(check (! int) (> $ 0) "positive")"#),
        ("int where ($ > 0)!", "(! (check int (> $ 0)))"),
        ("[string!]", "(list (! string))"),
        ("[A, 1, 5]", "(list (class :A) 1 5)"),
        ("[]", "(list)"),
        ("{ port: int!, 'tag x': string, }", "(dict (port (! int)) (tag x string))"),
        ("{[string!]: [int]}", "(dict (=> (! string) (list int)))"),
        ("{a: int, [string]: any}", "(dict (a int) (=> string any))"),
        ("template(T, exclude: ['a', 'b.c'])!", "(! (template :T -a -b.c))"),
        ("class(T, p:D, '>=1')", r#"(class :T default=p:D version=">=1")"#),
        ("owned(A!)", "(owned (! (class :A)))"),
        ("notOwned(A)", "(not-owned (class :A))"),
        ("'fixed'", r#"(literal "fixed")"#),
        ("-5", "(literal (neg 5))"),
        ("true", "(literal true)"),
        (
            "$.string().notNull().check($ = 'a')",
            r#"(long (.check() (.notNull() (.string() $)) (= $ "a")))"#,
        ),
        ("$.int() or 5672", "(long (or (.int() $) 5672))"),
    ];
    for (text, dump) in cases {
        let text = format!("class A {{ p: {text} = 1\n q: any }}");
        let expected = format!("(class A \n  (in p {dump} = 1) \n  (in q any))");
        assert_eq!(tree(&text), expected, "{text}");
    }
}
