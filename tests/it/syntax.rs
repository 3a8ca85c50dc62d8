//! The reader of both notations.

use muranopl::diag::{Diagnostic, codes};
use muranopl::source::Sources;
use muranopl::syntax::{self, Dialect, Module, dump};

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
        $.redisReplica.deploy()
        super.deploy()
    }

    getContainer() -> DockerContainer {
        $master = $.getConnectionTo($.redisMaster, 6379)
        $replica = $.getConnectionTo($.redisReplica, 6379)
        return {
            name: $.name,
            image: 'guestbook:1',
            env: {
                REDIS_MASTER: "\($master.host):\($master.port)",
                REDIS_REPLICA: "\($replica.host):\($replica.port)",
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

fn module(text: &str) -> (Module, Vec<Diagnostic>) {
    let sources = Sources::new();
    let source = sources.add("test.murano", text).unwrap();
    syntax::parse_module(&source)
}

fn read(text: &str, dialect: Dialect) -> Result<String, Diagnostic> {
    let sources = Sources::new();
    let source = sources.add("test", text).unwrap();
    syntax::parse_expression(&source, dialect).map(|expr| dump::expression(&expr))
}

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
    // The `///` before `namespace` documents nothing that is declared.
    assert_eq!(module.comments.len(), 5);
}

#[test]
fn yaql_precedences() {
    let cases = [
        ("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"),
        ("-x.y", "(neg (.y x))"),
        ("-x[0]", "(neg (index x 0))"),
        ("-7 mod 3", "(mod (neg 7) 3)"),
        ("1 = not 2 = 3", "(= 1 (not (= 2 3)))"),
        ("2 * not 1 + 3", "(* 2 (not (+ 1 3)))"),
        ("a.b[0]", "(index (.b a) 0)"),
        ("a -> b -> c", "(-> a (-> b c))"),
        ("a:b.c", "(.c a:b)"),
        ("x.y:z", "(. x y:z)"),
        (":x.f()", "(.f() :x)"),
        ("a.-b", "(. a (neg b))"),
        ("not a and b or c", "(or (and (not a) b) c)"),
        ("f(,1,,k=>2)", "(f() _ 1 _ (=> k 2))"),
    ];
    for (text, tree) in cases {
        assert_eq!(read(text, Dialect::Yaql).as_deref(), Ok(tree), "{text}");
    }
}
