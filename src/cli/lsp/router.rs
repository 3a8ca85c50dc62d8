//! Sends each message to what handles it. A panic in a request is answered as an error, and the server goes on.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{ErrorCode, Message, Notification, Request, Response, ResponseError};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument,
    Notification as _, PublishDiagnostics, ShowMessage,
};
use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentHighlightRequest,
    DocumentSymbolRequest, ExecuteCommand, FoldingRangeRequest, Formatting, GotoDefinition,
    HoverRequest, InlayHintRequest, PrepareRenameRequest, RangeFormatting, References, Rename,
    Request as _, ResolveCompletionItem, SemanticTokensFullRequest, SignatureHelpRequest,
    WorkspaceSymbolRequest,
};
use lsp_types::{
    CompletionItem, DidChangeTextDocumentParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, PublishDiagnosticsParams,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::convert::error;
use super::document::OpenDocument;
use super::documents::Documents;
use super::workspace::Workspace;
use super::{assists, code_completion, formatting, navigate, problems, structure};

/// The outcome of a request: its result as JSON, or why there is none.
pub(super) type LspReply = Result<Json, ResponseError>;

/// The state of the server.
pub(super) struct Router {
    sender: Box<dyn Fn(Message) -> bool>,
    documents: Documents,
    is_shut_down: bool,
}

impl Router {
    /// A server without documents, which sends messages to a channel.
    pub(super) fn new(workspace: Workspace, sender: impl Sender + 'static) -> Self {
        let sender = Box::new(move |message| sender.deliver(message));
        let documents = Documents::new(workspace);
        Self { sender, documents, is_shut_down: false }
    }

    /// Sends a message. A client that has left misses nothing.
    pub(super) fn send(&self, message: Message) {
        (self.sender)(message);
    }

    /// Handles a message; breaks when the client asks the server to end.
    pub(super) fn handle(&mut self, message: Message) -> ControlFlow<()> {
        match message {
            Message::Request(request) => {
                let id = request.id.clone();
                let response = match self.guarded(|router| router.request(request)) {
                    Ok(Ok(result)) => Response::new_ok(id, result),
                    Ok(Err(error)) => Response::new_err(id, error.code, error.message),
                    Err(()) => {
                        let text = "internal error in murano: see its standard error".to_owned();
                        Response::new_err(id, ErrorCode::InternalError as i32, text)
                    }
                };
                self.send(response.into());
            }
            Message::Notification(notification) if notification.method == "exit" => {
                return ControlFlow::Break(());
            }
            Message::Notification(notification) => {
                let _ = self.guarded(|router| router.notification(notification));
            }
            Message::Response(_) => {}
        }
        ControlFlow::Continue(())
    }

    /// Runs a handler. A panic in it has been printed by the panic hook, and may have left anything half done: what was found out is
    /// forgotten.
    fn guarded<T>(&mut self, handle: impl FnOnce(&mut Self) -> T) -> Result<T, ()> {
        let outcome = catch_unwind(AssertUnwindSafe(|| handle(self)));
        outcome.map_err(|_| self.documents.all_mut().for_each(OpenDocument::reset))
    }

    /// Publishes the problems of documents that have changed.
    pub(super) fn publish_problems(&mut self) {
        let changed: Vec<lsp_types::Url> = self
            .documents
            .all_mut()
            .filter(|document| document.is_changed)
            .map(|document| {
                document.is_changed = false;
                document.uri.clone()
            })
            .collect();
        for uri in changed {
            let of = |router: &mut Self| {
                let document = router.documents.get(&uri)?;
                Some(problems::of_document(&router.documents, document))
            };
            if let Ok(Some(params)) = self.guarded(of) {
                self.publish(params);
            }
        }
    }

    fn publish(&self, params: PublishDiagnosticsParams) {
        self.send(Notification::new(PublishDiagnostics::METHOD.to_owned(), params).into());
    }

    fn request(&mut self, request: Request) -> LspReply {
        if self.is_shut_down {
            return Err(error(ErrorCode::InvalidRequest, "the server was shut down"));
        }
        let Request { method, params, .. } = request;
        let documents = &self.documents;
        match method.as_str() {
            "shutdown" => {
                self.is_shut_down = true;
                Ok(Json::Null)
            }
            HoverRequest::METHOD => answer(params, |p| assists::hover(documents, &p)),
            SignatureHelpRequest::METHOD => {
                answer(params, |p| assists::signature_help(documents, &p))
            }
            InlayHintRequest::METHOD => answer(params, |p| assists::inlay_hints(documents, &p)),
            CodeLensRequest::METHOD => answer(params, |p| assists::code_lenses(documents, &p)),
            ExecuteCommand::METHOD => {
                let shown = answer(params, |p| assists::explanation(&p))?;
                if !shown.is_null() {
                    self.send(Notification::new(ShowMessage::METHOD.to_owned(), shown).into());
                }
                Ok(Json::Null)
            }
            CodeActionRequest::METHOD => answer(params, |p| assists::code_actions(documents, &p)),
            Completion::METHOD => answer(params, |p| code_completion::complete(documents, &p)),
            ResolveCompletionItem::METHOD => {
                answer(params, |item: CompletionItem| code_completion::resolve(item))
            }
            GotoDefinition::METHOD => answer(params, |p| navigate::definition(documents, &p)),
            References::METHOD => answer(params, |p| navigate::references(documents, &p)),
            DocumentHighlightRequest::METHOD => {
                answer(params, |p| navigate::highlights(documents, &p))
            }
            PrepareRenameRequest::METHOD => {
                fallible(params, |p| navigate::prepare_rename(documents, &p))
            }
            Rename::METHOD => fallible(params, |p| navigate::rename(documents, &p)),
            DocumentSymbolRequest::METHOD => answer(params, |p| structure::symbols(documents, &p)),
            WorkspaceSymbolRequest::METHOD => {
                answer(params, |p| structure::workspace_symbols(documents, &p))
            }
            FoldingRangeRequest::METHOD => answer(params, |p| structure::folds(documents, &p)),
            Formatting::METHOD => fallible(params, |p| formatting::format(documents, &p)),
            RangeFormatting::METHOD => {
                fallible(params, |p| formatting::format_range(documents, &p))
            }
            SemanticTokensFullRequest::METHOD => {
                answer(params, |p| structure::semantic_tokens(documents, &p))
            }
            unknown => {
                let text = format!("there is no method `{unknown}`");
                Err(error(ErrorCode::MethodNotFound, text))
            }
        }
    }

    fn notification(&mut self, notification: Notification) {
        // A notification has no answer, so one with wrong parameters is left alone.
        let Notification { method, params } = notification;
        match method.as_str() {
            DidOpenTextDocument::METHOD => with(params, |p| self.opened(p)),
            DidChangeTextDocument::METHOD => with(params, |p| self.changed(p)),
            DidSaveTextDocument::METHOD => with(params, |p| self.saved(&p)),
            DidCloseTextDocument::METHOD => with(params, |p| self.closed(p)),
            _ => {}
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        self.documents.open(OpenDocument::open(item.uri, item.version, item.text));
    }

    fn saved(&mut self, params: &DidSaveTextDocumentParams) {
        self.documents.saved(&params.text_document.uri);
    }

    fn closed(&mut self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        self.documents.close(&uri);
        // An editor keeps showing the problems of a closed file otherwise.
        self.publish(PublishDiagnosticsParams::new(uri, Vec::new(), None));
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.uri;
        let Some(document) = self.documents.get_mut(&uri) else { return };
        document.version = params.text_document.version;
        params.content_changes.into_iter().for_each(|change| document.change(change));
        self.documents.touch_others(&uri);
    }
}

/// Where messages for the client go.
pub(super) trait Sender {
    /// Sends a message; returns whether somebody receives it.
    fn deliver(&self, message: Message) -> bool;
}

impl<F: Fn(Message) -> bool> Sender for F {
    fn deliver(&self, message: Message) -> bool {
        self(message)
    }
}

fn answer<P: DeserializeOwned, R: Serialize>(
    params: Json,
    handle: impl FnOnce(P) -> R,
) -> LspReply {
    fallible(params, |params| Ok(handle(params)))
}

fn fallible<P: DeserializeOwned, R: Serialize>(
    params: Json,
    handle: impl FnOnce(P) -> Result<R, ResponseError>,
) -> LspReply {
    let params = serde_json::from_value(params)
        .map_err(|wrong| error(ErrorCode::InvalidParams, wrong.to_string()))?;
    let result = handle(params)?;
    serde_json::to_value(result).map_err(|wrong| error(ErrorCode::InternalError, wrong.to_string()))
}

fn with<P: DeserializeOwned>(params: Json, handle: impl FnOnce(P)) {
    if let Ok(params) = serde_json::from_value(params) {
        handle(params);
    }
}
