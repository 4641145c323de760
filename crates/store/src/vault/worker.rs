//! The one thread on which the keyring is called.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use koshin_core::secret::SecretString;
use tokio::sync::oneshot;

use super::{Backend, Slot, VaultError};

type Reply<T> = oneshot::Sender<Result<T, VaultError>>;

enum Request {
    Get(Slot, Reply<Option<SecretString>>),
    Set(Slot, String, SecretString, Reply<()>),
    Delete(Slot, Reply<()>),
}

/// Sends requests to the thread, which is started by the first of them. Nobody ever waits for the
/// thread itself: a call that hangs in it ends with the process.
pub(super) struct Worker {
    start: Arc<dyn Fn() -> Sender<Request> + Send + Sync>,
    sender: Mutex<Option<Sender<Request>>>,
}

impl Worker {
    /// A worker whose backend is made on its thread.
    pub(super) fn new<B: Backend>(make: impl Fn() -> B + Send + Sync + 'static) -> Self {
        let make = Arc::new(make);
        let start = move || {
            let (sender, receiver) = mpsc::channel();
            let make = Arc::clone(&make);
            // Where no thread can be had, the receiver goes with the closure, and so does the reply.
            let _ = thread::Builder::new()
                .name("koshin-vault".to_owned())
                .spawn(move || serve(&mut make(), &receiver));
            sender
        };

        Self { start: Arc::new(start), sender: Mutex::new(None) }
    }

    pub(super) async fn get(
        &self,
        slot: Slot,
        limit: Duration,
    ) -> Result<Option<SecretString>, VaultError> {
        self.ask(limit, |reply| Request::Get(slot, reply)).await
    }

    pub(super) async fn set(
        &self,
        slot: Slot,
        label: String,
        secret: SecretString,
        limit: Duration,
    ) -> Result<(), VaultError> {
        self.ask(limit, |reply| Request::Set(slot, label, secret, reply)).await
    }

    pub(super) async fn delete(&self, slot: Slot, limit: Duration) -> Result<(), VaultError> {
        self.ask(limit, |reply| Request::Delete(slot, reply)).await
    }

    async fn ask<T>(
        &self,
        limit: Duration,
        request: impl FnOnce(Reply<T>) -> Request,
    ) -> Result<T, VaultError> {
        let (reply, answer) = oneshot::channel();
        self.send(request(reply));
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(VaultError::Refused("the call ended without an answer".to_owned())),
            Err(_) => Err(VaultError::TimedOut),
        }
    }

    /// Sends a request, to a new thread where there is none yet or the former one has ended.
    fn send(&self, request: Request) {
        let mut sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let refused = match &*sender {
            Some(present) => present.send(request).err().map(|it| it.0),
            None => Some(request),
        };
        if let Some(request) = refused {
            let started = (self.start)();
            // A thread that could not be started drops the request, which its caller sees.
            let _ = started.send(request);
            *sender = Some(started);
        }
    }
}

/// Answers requests until the vault is gone. A library that panics ends this thread, and with it the
/// request; the next one starts another.
fn serve(backend: &mut impl Backend, requests: &Receiver<Request>) {
    while let Ok(request) = requests.recv() {
        answer(backend, request);
    }
}

/// Answers one request, unless the caller has given up on it already.
fn answer(backend: &mut impl Backend, request: Request) {
    match request {
        Request::Get(slot, reply) => {
            if !reply.is_closed() {
                let _ = reply.send(backend.get(&slot));
            }
        }
        Request::Set(slot, label, secret, reply) => {
            if !reply.is_closed() {
                let answer = backend.set(&slot, &label, &secret);
                let is_kept = answer.is_ok();
                if reply.send(answer).is_err() && is_kept {
                    // The person was told that it is not kept.
                    let _ = backend.delete(&slot);
                }
            }
        }
        Request::Delete(slot, reply) => {
            if !reply.is_closed() {
                let _ = reply.send(backend.delete(&slot));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use koshin_core::secret::ExposeSecret as _;

    use super::*;
    use crate::vault::Role;

    /// Longer than any test: a limit that is not to be reached.
    const LONG: Duration = Duration::from_secs(120);

    /// A keyring that waits before each call until the test lets it go on.
    struct Gated {
        gate: Arc<Mutex<Receiver<()>>>,
        calls: Arc<AtomicUsize>,
        kept: BTreeMap<String, SecretString>,
    }

    impl Gated {
        fn pass(&self) {
            // A gate that is gone is open.
            let _ = self.gate.lock().expect("nobody panics with it").recv();
            self.calls.fetch_add(1, Ordering::SeqCst);
        }
    }

    impl Backend for Gated {
        fn get(&mut self, slot: &Slot) -> Result<Option<SecretString>, VaultError> {
            self.pass();
            assert_ne!(slot.profile, "panics", "as a library might");
            Ok(self.kept.get(&slot.user()).cloned())
        }

        fn set(&mut self, slot: &Slot, _: &str, secret: &SecretString) -> Result<(), VaultError> {
            self.pass();
            self.kept.insert(slot.user(), secret.clone());
            Ok(())
        }

        fn delete(&mut self, slot: &Slot) -> Result<(), VaultError> {
            self.calls.fetch_add(1, Ordering::SeqCst);
            self.kept.remove(&slot.user());
            Ok(())
        }
    }

    /// A worker, its gate, and how often its backend was made and called.
    fn gated() -> (Worker, Sender<()>, Arc<AtomicUsize>, Arc<AtomicUsize>) {
        let (open, gate) = mpsc::channel();
        let gate = Arc::new(Mutex::new(gate));
        let (made, calls) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (makes, counted) = (Arc::clone(&made), Arc::clone(&calls));
        let worker = Worker::new(move || {
            makes.fetch_add(1, Ordering::SeqCst);
            let (gate, calls) = (Arc::clone(&gate), Arc::clone(&counted));
            Gated { gate, calls, kept: BTreeMap::new() }
        });

        (worker, open, made, calls)
    }

    fn slot(profile: &str) -> Slot {
        Slot { profile: profile.to_owned(), role: Role::Password }
    }

    fn text(
        answer: Result<Option<SecretString>, VaultError>,
    ) -> Result<Option<String>, VaultError> {
        answer.map(|it| it.map(|it| it.expose_secret().to_owned()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_hung_keyring_is_given_up_at_the_limit() {
        let (worker, _gate, made, _) = gated();
        assert_eq!(made.load(Ordering::SeqCst), 0, "nothing is touched before the first call");

        let limit = Duration::from_secs(90);
        let began = tokio::time::Instant::now();
        let first = worker.get(slot("s-1"), limit).await;
        // Whether or not the thread had come to the first call by then, this one hangs, too.
        let second = worker.get(slot("s-2"), limit).await;

        assert_eq!(text(first), Err(VaultError::TimedOut), "the call hangs");
        assert_eq!(text(second), Err(VaultError::TimedOut), "so does whatever comes after it");
        let took = began.elapsed();
        assert!(took >= limit * 2 && took < limit * 3, "after the limits: {took:?}");
    }

    #[tokio::test]
    async fn a_secret_whose_keeping_was_given_up_is_removed_again() {
        let (worker, gate, ..) = gated();
        let canary = || SecretString::from("canary");
        let short = Duration::from_millis(5);

        let kept = worker.set(slot("s-1"), "label".to_owned(), canary(), short).await;
        gate.send(()).expect("the thread waits");
        gate.send(()).expect("the thread waits");
        let found = worker.get(slot("s-1"), LONG).await;

        assert_eq!(kept, Err(VaultError::TimedOut), "nobody unlocked it in time");
        assert_eq!(text(found), Ok(None), "the person was told that it is not kept");
    }

    #[tokio::test]
    async fn a_call_that_was_given_up_while_it_waited_its_turn_is_not_made() {
        let (worker, gate, _, calls) = gated();
        let canary = SecretString::from("canary");
        let short = Duration::from_millis(5);

        let first = worker.get(slot("s-1"), short).await;
        let second = worker.set(slot("s-1"), "label".to_owned(), canary, short).await;
        drop(gate);
        let third = worker.get(slot("s-1"), LONG).await;

        assert_eq!(text(first), Err(VaultError::TimedOut), "this one hung");
        assert_eq!(second, Err(VaultError::TimedOut), "this one waited");
        assert_eq!(text(third), Ok(None), "nothing was kept");
        assert_eq!(calls.load(Ordering::SeqCst), 2, "the first and the third");
    }

    #[tokio::test]
    async fn a_dropped_call_is_cancelled() {
        let (worker, gate, ..) = gated();

        let call = worker.set(slot("s-1"), String::new(), SecretString::from("canary"), LONG);
        let cancel = tokio::time::sleep(Duration::from_millis(5));
        tokio::select! {
            _ = call => panic!("the keyring hangs"),
            () = cancel => (),
        }
        drop(gate);

        assert_eq!(text(worker.get(slot("s-1"), LONG).await), Ok(None), "nothing was kept");
    }

    #[tokio::test]
    async fn a_library_that_panics_ends_its_call_only() {
        let (worker, gate, made, _) = gated();
        drop(gate);

        let first = text(worker.get(slot("panics"), LONG).await);
        let second = text(worker.get(slot("s-1"), LONG).await);

        assert!(matches!(first, Err(VaultError::Refused(_))), "the call failed: {first:?}");
        assert!(matches!(second, Ok(None) | Err(VaultError::Refused(_))), "no panic: {second:?}");
        assert_eq!(text(worker.get(slot("s-1"), LONG).await), Ok(None), "all is well again");
        assert!(made.load(Ordering::SeqCst) > 1, "on another thread");
    }

    #[tokio::test]
    async fn what_was_kept_is_given_out_again() {
        let (worker, gate, made, _) = gated();
        drop(gate);
        let canary = SecretString::from("canary");

        worker.set(slot("s-1"), "label".to_owned(), canary, LONG).await.expect("it works");

        let found = text(worker.get(slot("s-1"), LONG).await);
        assert_eq!(found, Ok(Some("canary".to_owned())), "the same");
        assert_eq!(text(worker.get(slot("s-2"), LONG).await), Ok(None), "of this profile only");
        worker.delete(slot("s-1"), LONG).await.expect("it works");
        assert_eq!(text(worker.get(slot("s-1"), LONG).await), Ok(None), "removed");
        assert_eq!(made.load(Ordering::SeqCst), 1, "all on one thread");
    }
}
