//! Writes unfinished renewals to the disk, beside the session's task: a slow disk, or a lock that
//! another Koshin holds, delays no view.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use koshin_core::{Code, Problem};
use koshin_store::{Draft, DraftKey, Drafts};
use tokio::sync::mpsc::WeakUnboundedSender;

use super::Message;

/// The way to the thread that writes. The thread ends, with everything written, when the last of
/// these goes.
#[derive(Clone)]
pub(crate) struct Keeper {
    orders: Sender<Order>,
}

/// What is to be done, in the order in which it was said.
enum Order {
    Keep(Drafts, Box<Draft>),
    Remove(Drafts, DraftKey),
    /// Answers once everything before is done.
    Settle(Sender<()>),
}

impl Keeper {
    /// Starts the thread. What cannot be written is told to the session.
    pub(super) fn start(messages: WeakUnboundedSender<Message>) -> Self {
        let (orders, inbox) = mpsc::channel();
        let tell = move |problem| {
            if let Some(messages) = messages.upgrade() {
                // The session may have ended meanwhile.
                let _ = messages.send(Message::NotKept(problem));
            }
        };
        // Where no thread can be had the inbox goes, and every order fails with a problem.
        let _ = thread::Builder::new().name("drafts".into()).spawn(move || write(&inbox, tell));
        Self { orders }
    }

    /// Has a draft written in the place of the former one of its license.
    pub(super) fn keep(&self, drafts: &Drafts, draft: Draft) -> Result<(), Problem> {
        self.order(Order::Keep(drafts.clone(), Box::new(draft)))
    }

    /// Has the draft of a license removed.
    pub(super) fn remove(&self, drafts: &Drafts, key: DraftKey) -> Result<(), Problem> {
        self.order(Order::Remove(drafts.clone(), key))
    }

    /// Waits until everything ordered so far is done. Blocks the thread.
    pub(super) fn settle(&self) {
        let (done, wait) = mpsc::channel();
        if self.order(Order::Settle(done)).is_ok() {
            // A thread that has gone has nothing left to do.
            let _ = wait.recv();
        }
    }

    fn order(&self, order: Order) -> Result<(), Problem> {
        let gone = |_| Problem::new(Code::Internal).detail("drafts are no longer written");
        self.orders.send(order).map_err(gone)
    }
}

fn write(inbox: &Receiver<Order>, tell: impl Fn(Problem)) {
    while let Ok(first) = inbox.recv() {
        let mut orders = vec![first];
        orders.extend(inbox.try_iter());
        for number in 0..orders.len() {
            let Some((order, later)) = orders.get(number..).and_then(<[_]>::split_first) else {
                break;
            };
            let done = match order {
                Order::Settle(done) => {
                    // Whoever waited may have gone.
                    let _ = done.send(());
                    continue;
                }
                // Of what piled up meanwhile the newest counts.
                Order::Keep(..) | Order::Remove(..)
                    if later.iter().any(|it| it.replaces(order)) =>
                {
                    continue;
                }
                Order::Keep(drafts, draft) => drafts.save(draft),
                Order::Remove(drafts, key) => drafts.remove(key),
            };
            if let Err(error) = done {
                tell(error.into());
            }
        }
    }
}

impl Order {
    fn about(&self) -> Option<(&Drafts, DraftKey)> {
        match self {
            Self::Keep(drafts, draft) => Some((drafts, draft.key())),
            Self::Remove(drafts, key) => Some((drafts, key.clone())),
            Self::Settle(_) => None,
        }
    }

    fn replaces(&self, former: &Self) -> bool {
        self.about().is_some() && self.about() == former.about()
    }
}
