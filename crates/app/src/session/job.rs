//! Jobs: what waits for the world, beside the session's task.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use koshin_core::secret::SecretString;
use koshin_core::{Code, Problem};
use koshin_remote::clock::Boxed;
use koshin_remote::connector::{Ask, Question, Stage};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;

use super::Message;
use super::state::State;

/// What a job's result does to what is known.
pub(crate) type Finish = Box<dyn FnOnce(&mut State) + Send>;

/// What cancelling a job does, given whether the save may have left.
pub(crate) type OnCancel = Box<dyn FnOnce(&mut State, bool) + Send>;

/// A job that is under way.
pub(crate) struct Job {
    /// Its number; results of other numbers are stale.
    pub(crate) number: u64,
    /// The key of the sentence that says what is being done.
    pub(crate) what: &'static str,
    /// How far it has come.
    pub(crate) stage: Option<Stage>,
    /// What the server asks, and where the answer goes.
    pub(crate) question: Option<(Question, oneshot::Sender<Option<SecretString>>)>,
    /// The save may have left.
    pub(crate) is_sent: Arc<AtomicBool>,
    /// Ends it.
    pub(crate) abort: AbortHandle,
    /// What cancelling does beyond ending it.
    pub(crate) on_cancel: Option<OnCancel>,
}

/// What a job is given: its way to tell and to ask, and the mark that the save may have left.
#[derive(Clone)]
pub(crate) struct Teller {
    pub(crate) number: u64,
    pub(crate) messages: mpsc::WeakUnboundedSender<Message>,
    pub(crate) is_sent: Arc<AtomicBool>,
}

impl Teller {
    fn tell(&self, message: Message) {
        if let Some(messages) = self.messages.upgrade() {
            // The session may have ended meanwhile.
            let _ = messages.send(message);
        }
    }
}

impl Ask for Teller {
    fn stage(&self, stage: Stage) {
        self.tell(Message::Stage(self.number, stage));
    }

    fn ask(&self, question: Question) -> Boxed<'_, Option<SecretString>> {
        let (reply, answer) = oneshot::channel();
        self.tell(Message::Question(self.number, question, reply));
        Box::pin(async { answer.await.ok().flatten() })
    }
}

impl State {
    /// Starts a job in place of a former one. `what` is the key of a sentence.
    pub(crate) fn start<F>(&mut self, what: &'static str, job: impl FnOnce(Teller) -> F)
    where
        F: Future<Output = Finish> + Send + 'static,
    {
        self.cancel();
        self.last_job += 1;
        let number = self.last_job;
        let is_sent = Arc::new(AtomicBool::new(false));
        let teller =
            Teller { number, messages: self.messages.clone(), is_sent: Arc::clone(&is_sent) };
        let task = tokio::spawn(job(teller.clone()));
        let abort = task.abort_handle();
        tokio::spawn(async move {
            match task.await {
                Ok(finish) => teller.tell(Message::Done(number, finish)),
                Err(error) if error.is_panic() => teller.tell(Message::Fell(number)),
                // Whoever cancelled it has said what becomes of it.
                Err(_) => (),
            }
        });
        self.job = Some(Job {
            number,
            what,
            stage: None,
            question: None,
            is_sent,
            abort,
            on_cancel: None,
        });
    }

    /// Says what cancelling the present job does beyond ending it.
    pub(crate) fn on_cancel(&mut self, act: impl FnOnce(&mut Self, bool) + Send + 'static) {
        if let Some(job) = &mut self.job {
            job.on_cancel = Some(Box::new(act));
        }
    }

    /// Ends the present job.
    pub(crate) fn cancel(&mut self) {
        if let Some(job) = self.job.take() {
            job.abort.abort();
            if let Some(act) = job.on_cancel {
                act(self, job.is_sent.load(Ordering::SeqCst));
            }
        }
    }

    /// Takes note of a stage, if it is of the present job.
    pub(crate) fn stage(&mut self, number: u64, stage: Stage) {
        if let Some(job) = self.job.as_mut().filter(|it| it.number == number) {
            job.stage = Some(stage);
        }
    }

    /// Takes a question, if it is of the present job; others are declined.
    pub(crate) fn question(
        &mut self,
        number: u64,
        question: Question,
        answer: oneshot::Sender<Option<SecretString>>,
    ) {
        if let Some(job) = self.job.as_mut().filter(|it| it.number == number) {
            job.question = Some((question, answer));
        }
    }

    /// Takes a result, if it is of the present job; stale ones are dropped.
    pub(crate) fn done(&mut self, number: u64, finish: Finish) {
        if self.job.as_ref().is_some_and(|it| it.number == number) {
            self.job = None;
            self.changed();
            finish(self);
        }
    }

    /// Ends a job that broke down over a mistake of Koshin's own, as if it had been cancelled: after
    /// the save may have left, that is what matters, and not the mistake.
    pub(crate) fn fell(&mut self, number: u64) {
        let Some(job) = self.job.as_ref().filter(|it| it.number == number) else { return };
        let is_sent = job.is_sent.load(Ordering::SeqCst);
        self.cancel();
        self.changed();
        if !is_sent {
            self.problem = Some(Problem::new(Code::Internal).detail("a job broke down"));
        }
    }
}
