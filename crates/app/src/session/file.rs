//! Step 3: choosing the token file, examining it, confirming what cannot be compared.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use koshin_core::judge::{Accepted, AppleAnswer, Evidence, judge};
use koshin_core::renewal::{Event, Step};
use koshin_core::{Code, ContentToken, Problem};
use koshin_remote::apple::AppleUrl;
use koshin_remote::clock::Clock;
use koshin_remote::http::Http;

use super::job::Finish;
use super::state::{Chosen, State, Walk};
use crate::ports::Wanted;
use crate::work::{connect, examine};

impl Walk {
    /// Judges the chosen file again, as after something was confirmed.
    pub(super) fn judge(&mut self, now: chrono::DateTime<chrono::Utc>) {
        if let Some(file) = &mut self.file {
            file.judgement = judge(
                &Evidence {
                    token: &file.token,
                    license: &self.license,
                    apple: &file.apple,
                    last: self.last.as_ref(),
                    offered_uid: self.offered_uid.as_deref(),
                    accepted: &self.accepted,
                },
                now,
            );
        }
    }
}

impl State {
    pub(super) fn choose_file(&mut self) -> Result<(), Problem> {
        self.expect_step(Step::ChooseFile)?;
        self.pick(Wanted::Token, "dialog.token", Self::examine);
        Ok(())
    }

    pub(super) fn offer_last_file(&mut self) -> Result<(), Problem> {
        self.expect_step(Step::ChooseFile)?;
        self.pick(Wanted::LastToken, "dialog.last-token", Self::examine_last);
        Ok(())
    }

    pub(super) fn expect_step(&mut self, step: Step) -> Result<(), Problem> {
        let present = self.walk_mut()?.renewal.step();
        if present == step || step == Step::ChooseFile && present == Step::GetToken {
            Ok(())
        } else {
            Err(Code::NotNow.into())
        }
    }

    /// Opens the file dialog and goes on with the chosen file.
    pub(super) fn pick(&mut self, wanted: Wanted, title: &str, then: fn(&mut Self, &Path)) {
        let desk = Arc::clone(&self.ports.desk);
        let title = self.words().say(title, &[]);
        self.start("job.choose-file", |_| async move {
            let chosen = desk.choose(wanted, title).await;
            let finish: Finish = Box::new(move |state| match chosen {
                Ok(Some(path)) => then(state, &path),
                Ok(None) => (),
                Err(problem) => state.problem = Some(problem),
            });
            finish
        });
    }

    /// Reads the chosen file, asks Apple and judges.
    pub(super) fn examine(&mut self, path: &Path) {
        let path = path.to_path_buf();
        let question = self.question_to_apple();
        self.start("job.examine", |_| async move {
            let examined = async {
                let file = examine::read(path.clone()).await?;
                let apple = question.ask(&file.token).await;
                Ok::<_, Problem>((file, apple))
            };
            let examined = examined.await;
            let finish: Finish = Box::new(move |state| match examined {
                Ok((file, apple)) => state.examined(path, file.file_name, file.token, apple),
                Err(problem) => {
                    // The former file is no longer what the person wants.
                    if let Some(walk) = &mut state.walk {
                        walk.file = None;
                    }
                    state.problem = Some(problem);
                }
            });
            finish
        });
    }

    pub(super) fn question_to_apple(&self) -> QuestionToApple {
        QuestionToApple {
            http: connect::http_to_apple(&self.door),
            url: self.world.apple.clone(),
            clock: Arc::clone(&self.ports.clock),
        }
    }

    fn examined(
        &mut self,
        path: PathBuf,
        file_name: String,
        token: ContentToken,
        apple: AppleAnswer,
    ) {
        let now = self.ports.clock.now();
        // It has come to its step, whichever way.
        self.opened.take_if(|it| it.is(&path));
        let Some(walk) = &mut self.walk else { return };
        if walk.renewal.step() == Step::GetToken {
            // Choosing a file says that it is downloaded; the step was just looked at.
            let _ = walk.renewal.apply(Event::TokenFetched);
        }
        walk.accepted = Accepted::default();
        walk.typed_location.clear();
        let judgement = judge(
            &Evidence {
                token: &token,
                license: &walk.license,
                apple: &apple,
                last: walk.last.as_ref(),
                offered_uid: walk.offered_uid.as_deref(),
                accepted: &walk.accepted,
            },
            now,
        );
        walk.file = Some(Chosen { path, file_name, token, apple, judgement });
        self.changed();
        self.keep_draft();
    }

    /// Asks Apple whose last year's token was, for comparison.
    fn examine_last(&mut self, path: &Path) {
        let path = path.to_path_buf();
        let question = self.question_to_apple();
        self.start("job.examine-last", |_| async move {
            let asked = async {
                let file = examine::read(path).await?;
                match question.ask(&file.token).await {
                    AppleAnswer::Accepted(config) => Ok(config.uid),
                    AppleAnswer::Error(error) => Err(Problem::from(error)),
                    AppleAnswer::Unreachable(problem) => Err(problem),
                    AppleAnswer::Skipped => Err(Code::AppleSkipped.into()),
                }
            };
            let asked = asked.await;
            let finish: Finish = Box::new(move |state| match asked {
                Ok(uid) => {
                    let now = state.ports.clock.now();
                    if let Some(walk) = &mut state.walk {
                        walk.offered_uid = Some(uid);
                        walk.judge(now);
                    }
                    state.keep_draft();
                }
                Err(problem) => state.problem = Some(problem),
            });
            finish
        });
    }

    pub(super) fn accept_location(&mut self, name: String) -> Result<(), Problem> {
        let now = self.ports.clock.now();
        let walk = self.walk_mut()?;
        let wanted = walk
            .file
            .as_ref()
            .and_then(|it| it.apple.config())
            .map(|it| it.location.clone())
            .ok_or_else(|| Problem::new(Code::NotNow))?;
        walk.typed_location.clone_from(&name);
        if !koshin_core::words::same_name(&name, &wanted) {
            return Err(Problem::new(Code::AcceptedNameDiffers)
                .with("field", "location")
                .with("name", wanted));
        }
        walk.accepted.location = Some(name);
        walk.judge(now);
        self.changed();
        self.keep_draft();
        Ok(())
    }

    pub(super) fn confirm_unseen(&mut self) -> Result<(), Problem> {
        let now = self.ports.clock.now();
        let walk = self.walk_mut()?;
        walk.accepted.unseen = true;
        walk.judge(now);
        self.changed();
        Ok(())
    }

    pub(super) fn use_token(&mut self) -> Result<(), Problem> {
        let now = self.ports.clock.now();
        let was_fit = |it: &Chosen| it.judgement.checked.is_some();
        if !self.walk_mut()?.file.as_ref().is_some_and(was_fit) {
            return Err(Code::NotNow.into());
        }
        self.expect_fit()?;
        let walk = self.walk_mut()?;
        let checked = walk.file.as_ref().and_then(|it| it.judgement.checked.clone());
        let checked = checked.ok_or_else(|| Problem::new(Code::NotNow))?;
        walk.apply(Event::Checked(checked))?;
        walk.propose_notes(now);
        self.changed();
        self.keep_draft();
        Ok(())
    }
}

/// The way to Apple, taken along into a job.
pub(super) struct QuestionToApple {
    http: Result<Arc<dyn Http>, Problem>,
    url: AppleUrl,
    clock: Arc<dyn Clock>,
}

impl QuestionToApple {
    pub(super) async fn ask(&self, token: &ContentToken) -> AppleAnswer {
        match &self.http {
            Ok(http) => {
                examine::ask_apple(http.as_ref(), &self.url, token, self.clock.as_ref()).await
            }
            Err(problem) => AppleAnswer::Unreachable(problem.clone()),
        }
    }
}
