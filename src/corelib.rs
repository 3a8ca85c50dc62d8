//! The built-in classes, written in `.murano`: one file a class, under its full name, embedded.
//!
//! A file is read when its class is first named. What a class cannot say in the language it declares as a method without a
//! body, and native code is bound to it by name.

mod natives;

use crate::compile::registry::Provider;
use crate::syntax::Text;

pub use natives::{Attributes, Report, bind};

macro_rules! library {
    ($($namespace:literal: $($class:literal)*;)*) => {
        /// Full names with their files.
        const FILES: &[(&str, &str)] = &[$($(
            (
                concat!($namespace, ".", $class),
                include_str!(concat!("corelib/", $namespace, "/", $class, ".murano")),
            ),
        )*)*];
    };
}

library! {
    "io.murano": "Object" "Environment" "Application" "Exception" "StackTrace"
        "CloudRegion" "CloudResource" "File" "Project" "User";
    "io.murano.system": "InstanceNotifier" "StatusReporter";
    "io.murano.metadata": "Description" "HelpText" "ModelBuilder" "Title";
    "io.murano.metadata.engine": "Serialize" "Synchronize";
    "io.murano.metadata.forms": "Hidden" "Position" "Section";
    "com.mirantis.docker": "ApplicationPort" "DockerApplication" "DockerContainer"
        "DockerContainerHost" "DockerHelpers" "DockerHostVolume" "DockerStandaloneHost"
        "DockerTempVolume" "DockerVolume" "HealthCheck" "SimulatedHost";
}

/// The core library as a place classes come from.
pub struct CoreLibrary;

impl Provider for CoreLibrary {
    fn file(&self, class: &str) -> Option<(String, String)> {
        let (name, text) = FILES.iter().find(|(name, _)| *name == class)?;
        Some((format!("<core>/{name}.murano"), (*text).to_owned()))
    }

    fn names(&self) -> Vec<Text> {
        FILES.iter().map(|(name, _)| (*name).into()).collect()
    }
}
