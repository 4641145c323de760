//! The one task that owns everything that is known, and the handle to it.

mod act;
mod anew;
mod command;
mod draft;
mod file;
mod job;
mod keeper;
mod opened;
mod profile;
mod reading;
mod renewing;
mod servers;
mod settings;
mod state;
mod walk;
mod world;

use std::sync::Arc;

use koshin_core::{Code, Problem};
use tokio::sync::{mpsc, oneshot, watch};

pub use command::{AppleIdChoice, Command, Field, Link, NewServer, Place, TypedPassword};
pub use world::World;

/// For what makes views of the state.
pub(crate) mod internal {
    pub(crate) use super::state::{PageState, State, Walk};
}

use crate::ports::Ports;
use crate::view::View;
use job::Finish;
use keeper::Keeper;
use state::State;

/// What reaches the task.
pub(crate) enum Message {
    /// The page asks for something.
    Command(Command, oneshot::Sender<View>),
    /// A job tells how far it has come.
    Stage(u64, koshin_remote::connector::Stage),
    /// A job asks the person.
    Question(
        u64,
        koshin_remote::connector::Question,
        oneshot::Sender<Option<koshin_core::secret::SecretString>>,
    ),
    /// A job has ended.
    Done(u64, Finish),
    /// A job has broken down.
    Fell(u64),
    /// An unfinished renewal could not be written.
    NotKept(Problem),
}

/// A handle to the session's task. Cloning it is cheap; the task ends when the last one goes.
#[derive(Clone)]
pub struct Session {
    messages: mpsc::UnboundedSender<Message>,
    views: watch::Receiver<Arc<View>>,
    keeper: Keeper,
}

impl Session {
    /// Starts the task on the present tokio runtime. Reads settings and journal, touches neither
    /// keyring nor network.
    #[must_use]
    pub fn start(ports: Ports, world: World) -> Self {
        let (messages, mut inbox) = mpsc::unbounded_channel();
        // The task holds a weak sender: jobs alone must not keep it alive.
        let keeper = Keeper::start(messages.downgrade());
        let mut state = State::new(ports, world, messages.downgrade(), keeper.clone());
        let (show, views) = watch::channel(Arc::new(state.view()));
        tokio::spawn(async move {
            let mut noted = None;
            while let Some(message) = inbox.recv().await {
                let reply = match message {
                    Message::Command(command, reply) => {
                        state.take(command);
                        Some(reply)
                    }
                    Message::Stage(job, reached) => {
                        state.stage(job, reached);
                        None
                    }
                    Message::Question(job, question, answer) => {
                        state.question(job, question, answer);
                        None
                    }
                    Message::Done(job, finish) => {
                        state.done(job, finish);
                        None
                    }
                    Message::Fell(job) => {
                        state.fell(job);
                        None
                    }
                    Message::NotKept(problem) => {
                        state.problem = Some(problem);
                        None
                    }
                };
                note(&state, &mut noted);
                let view = state.view();
                if **show.borrow() != view {
                    show.send_replace(Arc::new(view.clone()));
                }
                if let Some(reply) = reply {
                    // The page may have gone meanwhile.
                    let _ = reply.send(view);
                }
            }
        });
        Self { messages, views, keeper }
    }

    /// Does what the page asks for and returns what is to be seen then. What goes wrong is part of
    /// the view.
    ///
    /// # Errors
    ///
    /// [`Code::Internal`] where the task has ended.
    pub async fn send(&self, command: Command) -> Result<View, Problem> {
        let (reply, view) = oneshot::channel();
        let gone = || Problem::new(Code::Internal).detail("the session has ended");
        self.messages.send(Message::Command(command, reply)).map_err(|_| gone())?;
        view.await.map_err(|_| gone())
    }

    /// Waits until everything that was asked for is done and what was typed is on the disk.
    ///
    /// # Errors
    ///
    /// [`Code::Internal`] where the task has ended.
    pub async fn settle(&self) -> Result<(), Problem> {
        self.send(Command::View).await?;
        let keeper = self.keeper.clone();
        let settled = tokio::task::spawn_blocking(move || keeper.settle()).await;
        settled.map_err(|error| Problem::new(Code::Internal).detail(error.to_string()))
    }

    /// Returns the views as they come.
    #[must_use]
    pub fn views(&self) -> watch::Receiver<Arc<View>> {
        self.views.clone()
    }
}

/// Notes in the log what the person is told, once.
fn note(state: &State, noted: &mut Option<Problem>) {
    let reason = state.walk.as_ref().and_then(|it| it.by_hand_reason.as_ref());
    let told = state.problem.as_ref().or(reason);
    if told == noted.as_ref() {
        return;
    }
    if let Some(problem) = told {
        tracing::info!(code = %problem.code, detail = %problem.detail, "the person was told of a problem");
    }
    *noted = told.cloned();
}
