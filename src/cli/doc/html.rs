//! Documentation as pages for a browser: the Markdown in a frame with navigation and search. Nothing is loaded from elsewhere.

use std::fmt::Write as _;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::ide::highlights::{HighlightClass, highlights};
use crate::ide::reference::ClassReference;
use crate::ide::symbols::{self, Member};

use super::markdown::{self, by_namespace, page_name};
use super::subject::DocumentedSet;

/// The colours, for light and dark screens.
const STYLE: &str = include_str!("html/style.css");
/// The search field and the switch between light and dark.
const SCRIPT: &str = include_str!("html/search.js");

/// The pages, the style and the script, by their file names.
pub(super) fn pages(set: &DocumentedSet) -> Vec<(String, String)> {
    let pages = markdown::pages(set).into_iter().map(|(name, text)| {
        let title = name.strip_suffix(".md").filter(|_| name != markdown::INDEX);
        let page = frame(set, title.unwrap_or(&set.title), &body(&text));
        (html_name(&name), page)
    });
    let script = SCRIPT.replace("[/* entries */]", &search_entries(set));
    let files = [("style.css".to_owned(), STYLE.to_owned()), ("search.js".to_owned(), script)];
    pages.chain(files).collect()
}

/// The file of a page: the index is what a server shows of a directory.
fn html_name(markdown: &str) -> String {
    match markdown {
        markdown::INDEX => "index.html".to_owned(),
        name => format!("{}.html", name.strip_suffix(".md").unwrap_or(name)),
    }
}

fn frame(set: &DocumentedSet, title: &str, body: &str) -> String {
    let mut links = String::new();
    for class in by_namespace(set) {
        let short = escaped(symbols::short(&class.full));
        let page = html_name(&page_name(set, &class.full));
        let _ = writeln!(links, "<li><a href=\"{}\">{short}</a></li>", escaped(&page));
    }
    let (title, whole) = (escaped(title), escaped(&set.title));
    format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>{title}</title>
<link rel=\"stylesheet\" href=\"style.css\">
<script src=\"search.js\" defer></script>
</head>
<body>
<nav>
<button id=\"theme\" type=\"button\" title=\"Light or dark\">◐</button>
<a class=\"home\" href=\"index.html\">{whole}</a>
<input id=\"search\" type=\"search\" placeholder=\"Search (press /)\" aria-label=\"Search\" autocomplete=\"off\">
<ol id=\"found\" hidden></ol>
<ul id=\"classes\">
{links}</ul>
</nav>
<main>
{body}</main>
</body>
</html>
"
    )
}

/// The HTML of a page's Markdown: programs are highlighted, headings have names, HTML in comments is shown as text.
fn body(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut code: Option<String> = None;
    for event in parser {
        match (event, &mut code) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), _)
                if info.split(',').next() == Some("murano") =>
            {
                code = Some(String::new());
            }
            (Event::Text(text), Some(code)) => code.push_str(&text),
            (Event::End(TagEnd::CodeBlock), Some(text)) => {
                events.push(Event::Html(program(text).into()));
                code = None;
            }
            (Event::Html(text) | Event::InlineHtml(text), _) => events.push(Event::Text(text)),
            (event, _) => events.push(of_page(event)),
        }
    }
    let events = with_heading_ids(events);
    let mut page = String::new();
    html::push_html(&mut page, events.into_iter());
    page
}

/// A link to another page leads to its HTML; one that would run a script leads nowhere.
fn of_page(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = target(&dest_url);
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        event => event,
    }
}

fn target(url: &str) -> CowStr<'static> {
    let (page, heading) = url.split_once('#').map_or((url, None), |(p, h)| (p, Some(h)));
    let is_elsewhere = page.contains(':');
    if is_elsewhere && !(page.starts_with("https:") || page.starts_with("http:")) {
        return "#".into();
    }
    let page =
        if page.ends_with(".md") && !is_elsewhere { html_name(page) } else { page.to_owned() };
    match heading {
        Some(heading) => format!("{page}#{heading}").into(),
        None => page.into(),
    }
}

/// Gives each heading the name by which other pages link to it.
fn with_heading_ids(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut named = Vec::with_capacity(events.len());
    let mut events = events.into_iter().peekable();
    while let Some(event) = events.next() {
        let Event::Start(Tag::Heading { level, classes, attrs, .. }) = event else {
            named.push(event);
            continue;
        };
        // A name with an underscore comes as several texts.
        let mut texts = Vec::new();
        while let Some(text) = events.next_if(|event| matches!(event, Event::Text(_))) {
            texts.push(text);
        }
        let parts = texts.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.to_lowercase()),
            _ => None,
        });
        let id = Some(parts.collect::<String>().into());
        named.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
        named.extend(texts);
    }
    named
}

/// A program with its tokens in colours.
fn program(text: &str) -> String {
    let mut out = String::from("<pre><code>");
    let mut end = 0;
    for token in highlights(text) {
        out += &escaped(&text[end..token.start]);
        let _ = write!(
            out,
            "<span class=\"{}\">{}</span>",
            class_name(token.class),
            escaped(&text[token.start..token.end])
        );
        end = token.end;
    }
    out + &escaped(&text[end..]) + "</code></pre>\n"
}

fn class_name(class: HighlightClass) -> &'static str {
    match class {
        HighlightClass::Comment | HighlightClass::Documentation => "comment",
        HighlightClass::Text => "text",
        HighlightClass::Number => "number",
        HighlightClass::Variable => "variable",
        HighlightClass::Keyword => "keyword",
        HighlightClass::Function => "function",
        HighlightClass::Class => "class",
        HighlightClass::Property => "property",
        HighlightClass::Operator => "operator",
    }
}

/// What the search finds, as JSON: name, page, first line of documentation.
fn search_entries(set: &DocumentedSet) -> String {
    let mut entries = Vec::new();
    for class in &set.classes {
        let page = html_name(&page_name(set, &class.full));
        let short = symbols::short(&class.full);
        entries.push([short.to_owned(), page.clone(), symbols::first_line(&class.doc).to_owned()]);
        entries.extend(own(class).map(|member| {
            let name = member.name.trim_start_matches('.');
            let about = symbols::first_line(&member.doc).to_owned();
            [format!("{short}.{name}"), format!("{page}#{}", name.to_lowercase()), about]
        }));
    }
    // A script must not end in the middle of a string.
    serde_json::to_string(&entries).unwrap_or_default().replace("</", "<\\/")
}

fn own(class: &ClassReference) -> impl Iterator<Item = &Member> {
    class.properties.iter().chain(&class.methods).map(|own| &own.member)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_run_no_foreign_script() {
        let page =
            body("# A\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) `<b>` a<i>b\n");
        assert!(!page.contains("<script") && !page.contains("javascript:"), "{page}");
        assert!(!page.contains("<b>") && !page.contains("<i>"), "{page}");
    }

    #[test]
    fn links_lead_to_pages() {
        assert_eq!(&*target("Port.md#scope"), "Port.html#scope");
        assert_eq!(&*target("README.md"), "index.html");
        assert_eq!(&*target("https://example.com/a.md"), "https://example.com/a.md");
    }
}
