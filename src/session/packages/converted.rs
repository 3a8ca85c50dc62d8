//! Whole packages in the other notation: every class file converted, the manifest naming the new files, everything else as it is.

use std::rc::Rc;

use indexmap::IndexMap;

use super::Packages;
use super::contents::MANIFEST;
use crate::compile::package::{Package, safe_path};
use crate::diag::{Diagnostic, codes, has_errors};
use crate::source::{Source, Span};
use crate::syntax::yaml::node::{self, NodeKind};
use crate::syntax::{ClassNotation, Text, convert};

/// The files of a converted package, by their paths in it.
pub(crate) type PackageFiles = IndexMap<String, Vec<u8>>;

impl Packages<'_> {
    /// A package with its class files in the other notation: first the converted classes and the manifest, then all other files.
    ///
    /// # Errors
    ///
    /// Everything in its classes that cannot be converted.
    pub(crate) fn converted(&self, package: &Rc<Package>) -> Result<PackageFiles, Vec<Diagnostic>> {
        let manifest = &package.manifest;
        if manifest.heat {
            let message =
                format!("the package {package} is a Heat template: it has no class files");
            return Err(vec![Diagnostic::error(codes::BAD_PACKAGE, manifest.span, message)]);
        }
        let (mut files, mut found) = (PackageFiles::new(), Vec::new());
        let mut notations: IndexMap<Text, ClassNotation> = IndexMap::new();
        let mut originals: Vec<String> = vec![MANIFEST.to_owned()];
        for (class, listed) in &manifest.classes {
            let Some(path) = safe_path("Classes", &listed.file) else { continue };
            // Several classes may be listed with one file.
            if originals.contains(&path) {
                continue;
            }
            match self.converted_file(package, class, &path) {
                Ok((notation, text)) => {
                    drop(files.insert(notation.renamed(&path), text.into_bytes()));
                    notations.insert(listed.file.clone(), notation);
                }
                Err(errors) => found.extend(errors),
            }
            originals.push(path);
        }
        if has_errors(&found) {
            return Err(found);
        }
        files.insert(
            MANIFEST.to_owned(),
            renamed_manifest(&package.source, &notations).into_bytes(),
        );
        for path in package.contents.files().into_iter().filter(|path| !originals.contains(path)) {
            match package.contents.read(&path) {
                Ok(bytes) => drop(files.insert(path, bytes)),
                Err(why) => found.push(unreadable(package, &path, &why)),
            }
        }
        if found.is_empty() { Ok(files) } else { Err(found) }
    }

    fn converted_file(
        &self,
        package: &Package,
        class: &Text,
        path: &str,
    ) -> Result<(ClassNotation, String), Vec<Diagnostic>> {
        let bytes = package.contents.read(path);
        let bytes = bytes.map_err(|why| vec![unreadable(package, path, &why)])?;
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| vec![unreadable(package, path, "it is not UTF-8")])?;
        let title = package.contents.title(path);
        let notation = ClassNotation::of(path, &text);
        let converted = match notation {
            ClassNotation::Murano => self.session.text_to_yaml(&title, &text),
            ClassNotation::Yaml => {
                let source = self.session.sources().add(title.clone(), text);
                let source =
                    source.ok_or_else(|| vec![crate::session::text_file::too_large(&title)])?;
                convert::to_murano(&source, Some(class))
            }
        };
        converted.map(|text| (notation, text))
    }
}

fn unreadable(package: &Package, path: &str, why: &str) -> Diagnostic {
    let message = format!("cannot read `{}`: {why}", package.contents.title(path));
    Diagnostic::error(codes::UNREADABLE, Span::NONE, message)
}

/// The manifest's text with the names of the converted class files; everything else stays as it is written.
fn renamed_manifest(source: &Source, notations: &IndexMap<Text, ClassNotation>) -> String {
    let mut text = source.text.clone();
    let documents = node::documents(source).unwrap_or_default();
    let classes = documents.first().and_then(|root| root.get("Classes").cloned());
    let Some(NodeKind::Map(entries)) = classes.map(|node| node.kind.clone()) else { return text };
    let mut values: Vec<(Span, Text)> =
        entries.iter().filter_map(|(_, v)| Some((v.span, v.text()?.clone()))).collect();
    // From the end, so that the spans before stay valid.
    values.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    values.dedup_by_key(|(span, _)| span.start);
    for (span, file) in values {
        let (start, end) = ((span.start - source.base) as usize, (span.end - source.base) as usize);
        let Some(notation) = notations.get(&file) else { continue };
        let renamed = notation.renamed(&file);
        let written = text[start..end].replace(&*file, &renamed);
        text.replace_range(start..end, &written);
    }
    text
}
