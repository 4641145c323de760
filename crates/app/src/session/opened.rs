//! A token file that was opened with Koshin, as by a double click, instead of being chosen in step 3.

use std::path::{Path, PathBuf};

use koshin_core::renewal::Step;

use super::job::Finish;
use super::state::{PageState, State};
use crate::work::examine;

/// A file that waits for its step.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    path: PathBuf,
    /// Its name, without the folder.
    pub(crate) name: String,
}

impl Opened {
    pub(super) fn is(&self, path: &Path) -> bool {
        self.path == path
    }
}

impl State {
    /// Takes a file that was opened. At its step it is examined at once, as if it had been chosen; else it
    /// is looked at, without asking anybody, and waits.
    pub(super) fn open_file(&mut self, path: PathBuf) {
        let opened = Opened { name: examine::file_name(&path), path };
        if self.page == PageState::Walk && self.expect_step(Step::ChooseFile).is_ok() {
            self.problem = None;
            self.notice = None;
            self.examine(&opened.path);
        } else if self.job.is_some() {
            // What is under way goes on; the file is looked at when its step has come.
            self.wait_for_its_step(opened);
        } else {
            self.problem = None;
            self.notice = None;
            self.look_at(opened);
        }
        self.changed();
    }

    fn look_at(&mut self, opened: Opened) {
        let path = opened.path.clone();
        self.start("job.look-at-file", |_| async move {
            let read = examine::read(path).await;
            let finish: Finish = Box::new(move |state| match read {
                Ok(_) => state.wait_for_its_step(opened),
                Err(problem) => state.problem = Some(problem),
            });
            finish
        });
    }

    fn wait_for_its_step(&mut self, opened: Opened) {
        self.opened = Some(opened);
        self.notice = Some("notice.file-opened");
    }

    /// Lets go of the file that was opened.
    pub(super) fn drop_file(&mut self) {
        self.opened = None;
        self.changed();
    }

    /// Examines the file that was opened once its step has come, unless another one was chosen there.
    pub(super) fn use_opened_file(&mut self) {
        let is_its_step = self.page == PageState::Walk
            && self.job.is_none()
            && self
                .walk
                .as_ref()
                .is_some_and(|it| it.renewal.step() == Step::ChooseFile && it.file.is_none());
        if is_its_step && let Some(opened) = self.opened.take() {
            self.examine(&opened.path);
        }
    }
}
