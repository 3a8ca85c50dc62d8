//! Image references: registry, repository, tag or digest. Short forms omit the default registry
//! and the tag `latest`. No registry is contacted here.

/// The registry of references that name none.
pub(crate) const DEFAULT_REGISTRY: &str = "docker.io";

/// A parsed image reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The registry, as `docker.io` or `registry.example:5000`.
    pub registry: String,
    /// The repository in it, as `library/redis`.
    pub repository: String,
    /// The tag, or the digest with its algorithm.
    pub version: String,
    /// Whether `version` is a digest.
    pub pinned: bool,
}

impl Reference {
    /// Parses a reference; never fails, because only the engine knows what it accepts.
    pub(crate) fn parse(name: &str) -> Self {
        let (path, version, pinned) = split_version(name);
        let (registry, repository) = split_registry(path);
        Self { registry, repository, version: version.to_owned(), pinned }
    }

    /// The full form with all defaults: two names of one image have the same one.
    pub(crate) fn canonical(&self) -> String {
        let separator = if self.pinned { '@' } else { ':' };
        format!("{}/{}{separator}{}", self.registry, self.repository, self.version)
    }
}

fn split_version(name: &str) -> (&str, &str, bool) {
    if let Some((path, digest)) = name.split_once('@') {
        // The digest decides; a tag before it is for people.
        return (split_tag(path).0, digest, true);
    }
    let (path, tag) = split_tag(name);
    (path, tag.unwrap_or("latest"), false)
}

fn split_tag(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once(':') {
        // A colon before the last slash belongs to the port of the registry.
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    }
}

fn split_registry(path: &str) -> (String, String) {
    match path.split_once('/') {
        Some((DEFAULT_REGISTRY | "index.docker.io", rest)) => official(rest),
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => {
            (first.to_owned(), rest.to_owned())
        }
        _ => official(path),
    }
}

fn official(path: &str) -> (String, String) {
    let repository = if path.contains('/') { path.to_owned() } else { format!("library/{path}") };
    (DEFAULT_REGISTRY.to_owned(), repository)
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn short_names_are_written_out() {
        let cases = [
            ("redis", "docker.io/library/redis:latest"),
            ("redis:7", "docker.io/library/redis:7"),
            ("tutum/influxdb", "docker.io/tutum/influxdb:latest"),
            ("docker.io/redis", "docker.io/library/redis:latest"),
            ("localhost/redis", "localhost/redis:latest"),
            ("127.0.0.1:5000/priv/redis", "127.0.0.1:5000/priv/redis:latest"),
            ("127.0.0.1:5000/priv/redis:7", "127.0.0.1:5000/priv/redis:7"),
            ("redis@sha256:ab", "docker.io/library/redis@sha256:ab"),
            ("redis:7@sha256:ab", "docker.io/library/redis@sha256:ab"),
            ("[::1]:5000/redis", "[::1]:5000/redis:latest"),
        ];
        for (short, full) in cases {
            assert_eq!(Reference::parse(short).canonical(), full, "{short}");
        }
    }
}
