//! What the page was told last, and what it is told next.
//!
//! The page asks, and is answered once there is something else to see. Tauri's events would have it
//! listen, which costs a permission, and every event is a script that is run in the page: the window's
//! own process would keep an engine for that.

use std::sync::{Arc, Mutex, PoisonError};

use koshin_core::{Code, Problem};
use tokio::sync::watch::Receiver;

/// The views, with a mark at the one that the page was told last.
#[derive(Debug, Clone)]
pub(crate) struct Told<View>(Arc<Mutex<Receiver<Arc<View>>>>);

impl<View: Clone> Told<View> {
    /// The page knows the view that was taken out of `views` last.
    pub(crate) fn new(views: Receiver<Arc<View>>) -> Self {
        Self(Arc::new(Mutex::new(views)))
    }

    /// Waits for another view than was told last, and returns the newest.
    ///
    /// A page that was loaded anew waits from where the former one was, and that one's wait takes
    /// nothing away from it.
    ///
    /// # Errors
    ///
    /// [`Code::Internal`] where the session has ended.
    pub(crate) async fn next(&self) -> Result<View, Problem> {
        let mut views = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let ended = |_| Problem::new(Code::Internal).detail("the session has ended");
        views.changed().await.map_err(ended)?;
        let view = View::clone(&views.borrow_and_update());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = views;

        Ok(view)
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::task::{Context, Poll, Waker};

    use tokio::sync::watch::{self, Sender};

    use super::*;

    /// The page knows `first`, as it does from the script that comes along with it.
    fn told(first: u8) -> (Sender<Arc<u8>>, Told<u8>) {
        let (show, mut views) = watch::channel(Arc::new(first));
        views.borrow_and_update();

        (show, Told::new(views))
    }

    fn look<T>(wait: &mut (impl Future<Output = T> + Unpin)) -> Poll<T> {
        std::pin::Pin::new(wait).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn what_the_page_knows_is_not_told_again() {
        let (show, told) = told(0);
        let mut wait = Box::pin(told.next());
        assert!(look(&mut wait).is_pending(), "it came along with the page");

        show.send_replace(Arc::new(1));
        assert!(matches!(look(&mut wait), Poll::Ready(Ok(1))));
        let mut next = Box::pin(told.next());
        assert!(look(&mut next).is_pending(), "once is enough");
    }

    #[test]
    fn what_has_changed_between_two_calls_is_told_at_once_and_only_the_newest() {
        let (show, told) = told(0);
        show.send_replace(Arc::new(1));
        show.send_replace(Arc::new(2));

        assert!(matches!(look(&mut Box::pin(told.next())), Poll::Ready(Ok(2))));
    }

    #[test]
    fn the_wait_of_a_page_that_is_gone_takes_nothing_away() {
        let (show, told) = told(0);
        let (mut gone, mut present) = (Box::pin(told.next()), Box::pin(told.next()));
        assert!(look(&mut gone).is_pending() && look(&mut present).is_pending());

        show.send_replace(Arc::new(1));
        assert!(matches!(look(&mut gone), Poll::Ready(Ok(1))));
        assert!(matches!(look(&mut present), Poll::Ready(Ok(1))));
    }

    #[test]
    fn the_end_of_the_session_ends_the_wait() {
        let (show, told) = told(0);
        drop(show);

        assert!(matches!(look(&mut Box::pin(told.next())), Poll::Ready(Err(_))));
    }
}
