// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/closing_trainings.h"

#include "core/runs/run_state.h"
#include "ui/train/live_training.h"
#include "ui/train/paused_run.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>

namespace legenda::ui {

namespace {

QString textOf(const std::filesystem::path& path) {
    return QString::fromStdU16String(path.u16string());
}

QString quoted(QString word) {
    return QLatin1Char('\'') + word.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

}  // namespace

QStringList trainingArguments(const runs::TrainRequest& request) {
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    QStringList all{QStringLiteral("--threads"), QString::number(request.threads)};
    if (!request.device.empty()) all << QStringLiteral("--device") << text(request.device);
    all << QStringLiteral("train") << text(request.kind) << textOf(request.project);
    const auto add = [&](const char* option, const QString& value) {
        if (!value.isEmpty()) all << QLatin1String(option) + QLatin1Char('=') + value;
    };
    add("--resume", text(request.resume));
    add("--like", text(request.like));
    // A run that is resumed, or followed, has its preset.
    if (request.resume.empty() && request.like.empty()) add("--preset", text(request.preset));
    for (const auto& [key, value] : request.set) add("--set", text(key) + QLatin1Char('=') + text(value));
    add("--recipe", text(request.recipe));
    add("--align-model", textOf(request.alignModel));
    add("--note", text(request.note));
    for (const auto& tag : request.tags) add("--tag", text(tag));
    if (request.use) all << QStringLiteral("--use");
    return all;
}

ClosingTrainings::ClosingTrainings(LiveTraining* live, QWidget* window)
    : QObject(window), live_(live), window_(window) {
    program_ = QCoreApplication::applicationDirPath() + QStringLiteral("/legenda-cli");
    connect(live_, &LiveTraining::ended, this, &ClosingTrainings::ended);
}

bool ClosingTrainings::mayClose() const {
    return !live_->running();
}

void ClosingTrainings::ask() {
    if (choice_ != Choice::None || window_->findChild<QMessageBox*>(QStringLiteral("closingTrainings"))) return;
    auto* dialog = new QMessageBox(window_);
    dialog->setObjectName(QStringLiteral("closingTrainings"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("A training runs"));
    const int behind = live_->waiting();
    dialog->setText(behind == 0   ? tr("A training is under way.")
                    : behind == 1 ? tr("A training is under way, and another one waits behind it.")
                                  : tr("A training is under way, and %1 others wait behind it.").arg(behind));
    dialog->setInformativeText(tr(
        "In the background it goes on without the window, from a checkpoint; the next window shows it. Paused, it is "
        "offered to be resumed when the project is opened next. Stopped, it keeps its checkpoints and can be resumed "
        "from its row. Trainings that wait begin in the background alone."));
    const auto add = [&](const QString& text, const char* name, Choice choice) {
        auto* button = dialog->addButton(text, QMessageBox::ActionRole);
        button->setObjectName(QLatin1String(name));
        connect(button, &QPushButton::clicked, this, [this, choice] { choose(choice); });
    };
    add(tr("Go on in the background"), "closeBackground", Choice::Background);
    add(tr("Pause"), "closePause", Choice::Pause);
    add(tr("Stop"), "closeStop", Choice::Stop);
    auto* cancel = dialog->addButton(QMessageBox::Cancel);
    cancel->setObjectName(QStringLiteral("closeCancel"));
    dialog->setDefaultButton(cancel);
    dialog->setEscapeButton(cancel);
    dialog->open();
}

void ClosingTrainings::choose(Choice choice) {
    if (choice == Choice::Background && !QFileInfo(program_).isExecutable()) {
        Q_EMIT failed({base::ErrorCode::Io,
                       tr("The training cannot go on in the background: %1 is not there.").arg(program_).toStdString(),
                       {}});
        return;
    }
    choice_ = choice;
    live_->handOver();
    ended();  // where all have ended while the question was open
}

void ClosingTrainings::ended() {
    // A training that was started after the answer is asked about when the window closes.
    if (choice_ == Choice::None || live_->stopping()) return;
    const auto choice = std::exchange(choice_, Choice::None);
    const auto left = live_->takeLeft();
    if (choice == Choice::Pause && !left.empty() && !left.front().resume.empty())
        rememberPausedRun(left.front().project, left.front().resume);
    if (choice == Choice::Background && !goOn(left)) return;
    Q_EMIT done();
}

// One after the other, in a process of its own that outlives this one.
bool ClosingTrainings::goOn(const std::vector<runs::TrainRequest>& left) {
    if (left.empty()) return true;
    QStringList commands;
    for (const auto& request : left) {
        QStringList words{QStringLiteral("nice -n 19"), quoted(program_)};
        for (const QString& argument : trainingArguments(request)) words << quoted(argument);
        commands << words.join(QLatin1Char(' '));
    }
    const auto& first = left.front();
    const auto folder = first.resume.empty() ? first.project : runs::runFolder(first.project, first.resume);
    const QString log = textOf(folder / "background.log");
    QProcess process;
    process.setProgram(QStringLiteral("/bin/sh"));
    process.setArguments({QStringLiteral("-c"), commands.join(QStringLiteral("; "))});
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(log, QIODevice::Append);
    process.setStandardErrorFile(log, QIODevice::Append);
    process.setWorkingDirectory(textOf(first.project));
    if (process.startDetached()) return true;
    Q_EMIT failed({base::ErrorCode::Io,
                   tr("The training cannot go on in the background: %1. It is stopped and can be resumed.")
                       .arg(process.errorString())
                       .toStdString(),
                   {}});
    return false;
}

}  // namespace legenda::ui
