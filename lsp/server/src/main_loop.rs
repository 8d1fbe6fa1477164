//! The main loop: owns the state, takes messages in the order in which they come, and alone decides what is sent.

use crate::client::{Client, LogLevel};
use crate::documents::Documents;
use crate::handlers::{self, Answer, World};
use crate::jobs::{Found, Linting, Requests, Wanted, guarded};
use crate::transport::{self, Incoming, Outgoing};
use crate::{Ended, Options};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Something that the main loop has to deal with.
#[derive(Debug)]
pub(crate) enum Event {
    /// Something came from the client.
    Incoming(Incoming),
    /// A request was answered.
    Answered(RequestId, String, Result<Answer, String>),
    /// A document was looked at.
    Found(Found),
    /// The client's process is gone.
    Orphaned,
}

/// How far the session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

/// What was last published for a document.
#[derive(Debug, Default)]
struct Published {
    revision: u64,
    version: i32,
    diagnostics: Value,
    /// The paths of the files that the findings depend on.
    asked: BTreeSet<String>,
}

/// The state of a session. Only the main loop has one.
pub(crate) struct State {
    phase: Phase,
    pub(crate) client: Arc<Client>,
    pub(crate) documents: Documents,
    pub(crate) is_traced: bool,
    options: Options,
    published: BTreeMap<String, Published>,
    /// What was complained about already: the same line every time a key is pressed helps nobody.
    complaints: BTreeSet<String>,
    /// The requests that have no answer yet.
    open: BTreeSet<RequestId>,
    requests: Requests,
    linting: Linting,
    events: Sender<Event>,
    outgoing: Sender<Outgoing>,
}

/// Talks until the client is done.
pub(crate) fn run(
    mut input: impl BufRead + Send + 'static,
    mut output: impl Write + Send + 'static,
    options: Options,
) -> Ended {
    let (events, incoming) = channel();
    let (outgoing, waiting) = channel::<Outgoing>();
    let reading = events.clone();
    thread::spawn(move || {
        loop {
            let message = transport::read(&mut input);
            let is_end = matches!(message, Incoming::End);
            if reading.send(Event::Incoming(message)).is_err() || is_end {
                return;
            }
        }
    });
    let writing = thread::spawn(move || {
        for message in waiting {
            if transport::write(&mut output, &message).is_err() {
                return;
            }
        }
    });
    let mut state = State {
        phase: Phase::New,
        client: Arc::default(),
        documents: Documents::default(),
        is_traced: false,
        options,
        published: BTreeMap::new(),
        complaints: BTreeSet::new(),
        open: BTreeSet::new(),
        requests: Requests::new(),
        linting: Linting::new(events.clone()),
        events,
        outgoing,
    };
    let mut is_reachable = true;
    for event in incoming {
        match event {
            Event::Incoming(Incoming::End) | Event::Orphaned => {
                is_reachable = false;
                break;
            }
            Event::Incoming(Incoming::Message(Message::Notification(n))) if n.method == "exit" => break,
            event => state.take(event),
        }
    }
    let ended = if state.phase == Phase::ShutDown { Ended::Orderly } else { Ended::Abruptly };
    drop(state);
    // What was said before `exit` still goes out; a client that has gone may have left a full pipe behind.
    if is_reachable {
        let _ = writing.join();
    }
    ended
}

impl State {
    fn take(&mut self, event: Event) {
        match event {
            Event::Incoming(Incoming::Message(Message::Request(request))) => self.request(request),
            Event::Incoming(Incoming::Message(Message::Notification(notification))) => {
                self.notification(notification);
            }
            // We ask the client nothing.
            Event::Incoming(Incoming::Message(Message::Response(_)) | Incoming::End) | Event::Orphaned => {}
            Event::Incoming(Incoming::Malformed(why)) => self.refuse(Value::Null, ErrorCode::ParseError, why),
            Event::Incoming(Incoming::Invalid(id)) => {
                self.refuse(id, ErrorCode::InvalidRequest, "this is no message of the protocol".to_owned());
            }
            Event::Answered(id, method, answer) => {
                // A request that was cancelled meanwhile has its answer already.
                if self.open.remove(&id) {
                    self.answer(id, &method, answer);
                }
            }
            Event::Found(found) => self.found(found),
        }
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let error = |code: ErrorCode, message: &str| Ok(Err((code, message.to_owned())));
        let answer = match (self.phase, method.as_str()) {
            (Phase::New, "initialize") => guarded(|| handlers::initialize::answer(self, params)),
            (Phase::New, _) => error(ErrorCode::ServerNotInitialized, "the server waits for `initialize`"),
            (Phase::ShutDown, _) => error(ErrorCode::InvalidRequest, "the server has been shut down"),
            (Phase::Running, "initialize") => {
                error(ErrorCode::InvalidRequest, "the server has been initialized already")
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Ok(Value::Null))
            }
            (Phase::Running, name) => match handlers::request(name, self.options) {
                None => Ok(Err((ErrorCode::MethodNotFound, format!("there is no request `{name}`")))),
                Some(handler) => {
                    let world = World { client: Arc::clone(&self.client), documents: self.documents.clone() };
                    let events = self.events.clone();
                    self.open.insert(id.clone());
                    self.requests.push(Box::new(move || {
                        let answer = guarded(|| handler(&world, params));
                        let _ = events.send(Event::Answered(id, method, answer));
                    }));
                    return;
                }
            },
        };
        if self.phase == Phase::New && matches!(answer, Ok(Ok(_))) {
            self.phase = Phase::Running;
        }
        self.answer(id, &method, answer);
    }

    fn answer(&mut self, id: RequestId, method: &str, answer: Result<Answer, String>) {
        if self.is_traced {
            self.notify("$/logTrace", json!({ "message": format!("answered `{method}` ({id})") }));
        }
        let response = match answer {
            Ok(Ok(result)) => Response::new_ok(id, result),
            Ok(Err((code, message))) => Response::new_err(id, code as i32, message),
            Err(panic) => {
                self.log(LogLevel::Error, &format!("a bug in webconfig, in `{method}`: {panic}"));
                Response::new_err(id, ErrorCode::InternalError as i32, "a bug in webconfig".to_owned())
            }
        };
        self.send(Outgoing::Message(response.into()));
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        if self.phase != Phase::Running {
            return;
        }
        let Some(handler) = handlers::notification(&method) else { return };
        match guarded(|| handler(self, params)) {
            Ok(Ok(())) => {}
            Ok(Err(why)) => self.log(LogLevel::Warning, &format!("`{method}` was passed over: {why}")),
            Err(panic) => self.log(LogLevel::Error, &format!("a bug in webconfig, in `{method}`: {panic}")),
        }
    }

    /// Answers a request as cancelled, if it has no answer yet.
    pub(crate) fn cancel(&mut self, id: RequestId) {
        if self.open.remove(&id) {
            let answer = Err((ErrorCode::RequestCanceled, "cancelled".to_owned()));
            self.answer(id, "$/cancelRequest", Ok(answer));
        }
    }

    /// Watches the process of the client.
    pub(crate) fn watch(&self, process: u32) {
        crate::parent::watch(process, self.events.clone());
    }

    /// Asks for the findings of a document that has changed, and of those that have read it.
    pub(crate) fn look_at(&self, key: &str) {
        let path = self.documents.by_key(key).map(|document| document.home.path.clone());
        for document in self.documents.iter() {
            let reads = |path: &String| {
                self.published.get(&document.home.key).is_some_and(|p| p.asked.contains(path))
            };
            if document.home.key == key || path.as_ref().is_some_and(reads) {
                self.want(document.home.key.as_str());
            }
        }
    }

    /// Asks for the findings of every document that has read `path`.
    pub(crate) fn look_at_readers_of(&self, path: &str) {
        for (key, published) in &self.published {
            if published.asked.contains(path) {
                self.want(key);
            }
        }
    }

    fn want(&self, key: &str) {
        if let Some(document) = self.documents.by_key(key) {
            self.linting.push(Wanted {
                document: document.clone(),
                documents: self.documents.clone(),
                client: Arc::clone(&self.client),
            });
        }
    }

    fn found(&mut self, found: Found) {
        let Some(document) = self.documents.by_key(&found.key) else { return };
        // A newer text is being looked at already.
        if document.revision != found.revision || self.phase != Phase::Running {
            return;
        }
        let (uri, version, revision) = (Arc::clone(&document.uri), document.version, document.revision);
        let findings = match found.findings {
            Ok(findings) => findings,
            Err(panic) => {
                return self.log(
                    LogLevel::Error,
                    &format!("a bug in webconfig, in the findings of `{uri}`: {panic}"),
                );
            }
        };
        for problem in findings.problems {
            if self.complaints.insert(problem.clone()) {
                self.log(LogLevel::Warning, &problem);
            }
        }
        let diagnostics = serde_json::to_value(findings.list).unwrap_or_default();
        let published = self.published.entry(found.key).or_default();
        let is_news =
            published.revision == 0 || published.version != version || published.diagnostics != diagnostics;
        *published = Published { revision, version, diagnostics: diagnostics.clone(), asked: findings.asked };
        if is_news {
            self.publish(&uri, Some(version), &diagnostics);
        }
    }

    /// Takes the findings of a closed document back.
    pub(crate) fn withdraw(&mut self, key: &str, uri: &str) {
        self.published.remove(key);
        self.publish(uri, None, &json!([]));
    }

    /// The URI goes out as the client wrote it, which no type of the protocol would keep.
    fn publish(&self, uri: &str, version: Option<i32>, diagnostics: &Value) {
        let mut params = json!({ "uri": uri, "diagnostics": diagnostics });
        if let (Some(version), Some(params)) = (version, params.as_object_mut()) {
            params.insert("version".to_owned(), version.into());
        }
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Writes a line to the client's log.
    pub(crate) fn log(&self, level: LogLevel, message: &str) {
        let number = match level {
            LogLevel::Off => return,
            LogLevel::Error => 1,
            LogLevel::Warning => 2,
            LogLevel::Info => 3,
        };
        if level <= self.client.log_level {
            self.notify("window/logMessage", json!({ "type": number, "message": message }));
        }
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Outgoing::Message(Notification { method: method.to_owned(), params }.into()));
    }

    fn refuse(&self, id: Value, code: ErrorCode, message: String) {
        self.send(Outgoing::Refusal { id, code: code as i32, message });
    }

    fn send(&self, message: Outgoing) {
        // A client that no longer reads will end the input too.
        let _ = self.outgoing.send(message);
    }
}
