//! The package a class belongs to: its name, version and classes.

use std::rc::Rc;

use super::Registry;
use crate::compile::ids::{ClassId, PackageId};
use crate::compile::package::{self, Package, Version};
use crate::syntax::Text;

impl Registry {
    /// The name and version of the package that a class belongs to; `None` for classes of scripts.
    #[must_use]
    pub fn package_of(&self, class: ClassId) -> Option<(Text, Version)> {
        let entry = self.entry(class);
        match entry.scope.package? {
            PackageId::CORE => Some((core_package(&entry.name).into(), Version::default())),
            id => {
                let package = self.packages.get(id)?;
                Some((package.manifest.name.clone(), package.manifest.version.clone()))
            }
        }
    }

    /// The package that a class belongs to; `None` for classes of scripts and for built-in ones.
    #[must_use]
    pub fn given_package(&self, class: ClassId) -> Option<Rc<Package>> {
        self.packages.get(self.entry(class).scope.package?)
    }

    /// The name of the package that a class belongs to; empty for classes of scripts.
    #[must_use]
    pub fn package_name(&self, class: ClassId) -> Text {
        self.package_of(class).map_or_else(|| "".into(), |(name, _)| name)
    }

    /// The version of the package that a class belongs to; 0.0.0 for classes of scripts.
    #[must_use]
    pub fn version_of(&self, class: ClassId) -> Text {
        let version = self.package_of(class).map(|(_, version)| version).unwrap_or_default();
        version.to_string().into()
    }

    /// `name/version@package`: the type of an object as models write it.
    #[must_use]
    pub fn type_text(&self, class: ClassId) -> String {
        let entry = self.entry(class);
        match self.package_of(class) {
            Some((package, version)) => format!("{}/{version}@{package}", entry.name),
            None => entry.name.to_string(),
        }
    }

    /// Returns whether a class is built in.
    #[must_use]
    pub fn is_core(&self, class: ClassId) -> bool {
        self.entry(class).scope.package == Some(PackageId::CORE)
    }

    /// Every class of the package that a class belongs to. Reads the files of all.
    #[must_use]
    pub fn package_classes(&self, class: ClassId) -> Vec<ClassId> {
        if let Some(package) = self.given_package(class) {
            let names = package.manifest.classes.keys();
            return names.filter_map(|name| self.class_of(&package, name)).collect();
        }
        let home = self.package_name(class);
        let core = self.is_core(class);
        let find = |name: &Text| if core { self.find_core(name) } else { self.find(name) };
        let ids = self.class_names().into_iter().filter_map(|name| find(&name));
        ids.filter(|id| !self.entry(*id).is_file() && self.package_name(*id) == home).collect()
    }
}

/// The package that a built-in class belongs to.
fn core_package(class: &str) -> &'static str {
    if let Some(name) = ["io.murano.applications", "io.murano"]
        .into_iter()
        .find(|package| package::built_in_has(package, class))
    {
        return name;
    }
    match class.rsplit('.').next().unwrap_or("") {
        "DockerPod" | "DockerStandaloneHost" | "SimulatedHost" => {
            "com.mirantis.docker.DockerStandaloneHost"
        }
        "KubernetesPod" => "com.mirantis.docker.kubernetes.KubernetesPod",
        name if name.starts_with("Kubernetes") => {
            "com.mirantis.docker.kubernetes.KubernetesCluster"
        }
        _ => "com.mirantis.docker.Interfaces",
    }
}
