// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/run_actions.h"

#include "core/runs/run_state.h"
#include "ui/controls/context_menu.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"
#include "ui/train/live_training.h"
#include "ui/train/paused_run.h"
#include "ui/train/run_list.h"

#include <QInputDialog>

#include <algorithm>

namespace legenda::ui {

RunActions::RunActions(Page* page, LiveTraining* live) : QObject(page), page_(page), live_(live) {}

void RunActions::showMenu(const Run& run, const QPoint& at) {
    auto* menu = contextMenu("runMenu", tr("Run"), page_);
    const auto add = [&](const char* name, const QString& icon, const QString& text, auto chosen) {
        auto* action = icon.isEmpty() ? menu->addAction(text) : menu->addAction(theme::icon(icon), text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, chosen);
    };
    const bool lives = runs::ownerLives(run.state);
    if (run.state == "paused" || runs::canResume(run.state))
        add("resume", QStringLiteral("play"), tr("Resume"), [this, run] { resume(run); });
    if (run.state == "running") add("pause", {}, tr("Pause"), [this, run] { pause(run); });
    if (lives) add("stop", QStringLiteral("stop"), tr("Stop"), [this, run] { stop(run); });
    if (!lives) add("extend", {}, tr("Train for longer…"), [this, run] { askForEpochs(run); });
    add("duplicate", {}, tr("New run like this…"),
        [this, id = QString::fromStdString(run.id)] { Q_EMIT duplicateRequested(id); });
    menu->addSeparator();
    add("note", {}, run.note.empty() ? tr("Add a note…") : tr("Change the note…"), [this, run] { askForNote(run); });
    if (!lives) add("delete", {}, tr("Delete"), [this, run] { remove(run); });
    menu->popup(at);
}

void RunActions::act(const QString& run, session::RunAct act, const QString& text, std::function<void()> then) {
    page_->bridge()->records().act(page_, run, act, text,
                                   [this, then = std::move(then)](const base::Result<store::RunRecord>& done) {
                                       Q_EMIT changed();
                                       if (!done) return page_->showError(done.error());
                                       page_->clearError();
                                       if (then) then();
                                   });
}

void RunActions::train(const Run& run, int epochs) {
    const auto& project = page_->bridge()->project();
    if (!project) return;
    runs::TrainRequest request;
    request.project = project->folder;
    request.kind = run.kind;
    request.preset = run.preset;
    request.resume = run.id;
    if (epochs > 0) request.set["epochs"] = std::to_string(epochs);
    live_->start(request);
}

void RunActions::resume(const Run& run) {
    if (runs::ownerLives(run.state)) return act(QString::fromStdString(run.id), session::RunAct::Continue, {});
    if (!live_->isLive(QString::fromStdString(run.id))) train(run, 0);
}

void RunActions::pause(const Run& run) {
    act(QString::fromStdString(run.id), session::RunAct::Pause, {},
        [this, title = runTitle(run)] { page_->toast(tr("%1 pauses after its step").arg(title)); });
}

void RunActions::stop(const Run& run) {
    act(QString::fromStdString(run.id), session::RunAct::Stop, {});
}

void RunActions::remove(const Run& run) {
    const QString id = QString::fromStdString(run.id);
    act(id, session::RunAct::Delete, {}, [this, id, title = runTitle(run)] {
        page_->toastUndo(tr("%1 is deleted").arg(title), [this, id] { act(id, session::RunAct::Restore, {}); });
    });
}

void RunActions::offerToResume(const std::vector<Run>& runs) {
    const auto& project = page_->bridge()->project();
    if (runs.empty() || !project) return;
    const auto paused = std::ranges::find(runs, takePausedRun(project->folder).toStdString(), &Run::id);
    const bool chosen = paused != runs.end() && runs::canResume(paused->state);
    const Run run = chosen ? *paused : runs.front();
    if (!chosen && run.state != "crashed") return;
    const QString text = chosen ? tr("%1 is paused after %2 epochs") : tr("%1 crashed after %2 epochs");
    page_->toast(text.arg(runTitle(run)).arg(run.epochs), tr("Resume"), [this, run, folder = project->folder] {
        const auto& now = page_->bridge()->project();
        if (now && now->folder == folder) resume(run);
    });
}

void RunActions::askForEpochs(const Run& run) {
    const auto options = nlohmann::json::parse(run.optionsJson, nullptr, false);
    const int now = options.is_object() ? options.value("epochs", run.epochs) : run.epochs;
    auto* dialog = new QInputDialog(page_);
    dialog->setObjectName(QStringLiteral("epochsDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Train for longer"));
    dialog->setLabelText(tr("Epochs in all; %1 were asked for, %2 are done. The schedule of the learning rate then "
                            "spans the new number.")
                             .arg(now)
                             .arg(run.epochs));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(std::max(1, run.epochs), 1000);
    dialog->setIntValue(std::min(1000, now * 2));
    connect(dialog, &QInputDialog::intValueSelected, this, [this, run](int epochs) { train(run, epochs); });
    dialog->open();
}

void RunActions::askForNote(const Run& run) {
    auto* dialog = new QInputDialog(page_);
    dialog->setObjectName(QStringLiteral("noteDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Note"));
    dialog->setLabelText(tr("Note on %1").arg(runTitle(run)));
    dialog->setTextValue(QString::fromStdString(run.note));
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, id = QString::fromStdString(run.id)](const QString& text) { act(id, session::RunAct::Note, text); });
    dialog->open();
}

}  // namespace legenda::ui
