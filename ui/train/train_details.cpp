// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/train_details.h"

#include "core/project/model_names.h"
#include "core/runs/run_state.h"
#include "ui/charts/figure_table.h"
#include "ui/charts/figure_text.h"
#include "ui/charts/loss_chart.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/options_form.h"
#include "ui/controls/short_time.h"
#include "ui/controls/tone_label.h"
#include "ui/train/run_list.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace legenda::ui {

std::vector<std::pair<QString, QString>> changedOptions(const store::RunRecord& run,
                                                        const std::vector<runs::PresetInfo>& presets) {
    std::vector<std::pair<QString, QString>> all;
    const auto preset = std::ranges::find_if(
        presets, [&](const auto& each) { return each.kind == run.kind && each.name == run.preset; });
    const auto options = nlohmann::json::parse(run.optionsJson, nullptr, false);
    if (preset == presets.end() || !options.is_object()) return all;
    for (const auto& field : runs::trainingOptions(run.kind, *preset)) {
        const auto found = options.find(field.info.key);
        if (found == options.end()) continue;
        const std::string now = optionText(*found), before = optionText(field.value);
        if (now != before)
            all.emplace_back(
                optionTitle(field.info.key),
                TrainDetails::tr("%1  (preset %2)").arg(QString::fromStdString(now), QString::fromStdString(before)));
    }
    return all;
}

TrainDetails::TrainDetails(QWidget* parent) : QFrame(parent) {
    setProperty("panel", true);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Details of the run"));
    auto* inner = new QWidget(scroll);
    inner->setProperty("transparent", true);
    column_ = new QVBoxLayout(inner);
    column_->setContentsMargins(theme::kSpace4, theme::kSpace4, theme::kSpace4, theme::kSpace4);
    column_->setSpacing(theme::kSpace2);
    title_ = new ToneLabel({}, theme::Type::Heading, ToneLabel::Tone::Normal, inner);
    title_->setType(theme::Type::Heading, QFont::DemiBold);
    title_->setWordWrap(true);
    state_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Weak, inner);
    state_->setObjectName(QStringLiteral("runState"));
    state_->setWordWrap(true);
    facts_ = new QWidget(inner);
    note_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Normal, inner);
    note_->setWordWrap(true);
    figuresTitle_ = new ToneLabel(tr("Figures by epoch"), theme::Type::Small, ToneLabel::Tone::Weak, inner);
    figuresTitle_->setType(theme::Type::Small, QFont::DemiBold);
    figures_ = new FigureTable(inner);
    for (QWidget* part : std::initializer_list<QWidget*>{title_, state_, facts_, note_, figuresTitle_, figures_})
        column_->addWidget(part);
    column_->addStretch(1);
    scroll->setWidget(inner);
    outer->addWidget(scroll, 1);
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(theme::kSpace4, theme::kSpace2, theme::kSpace4, theme::kSpace4);
    foot->setSpacing(theme::kSpace2);
    use_ = new QPushButton(tr("Use in Browse"), this);
    use_->setObjectName(QStringLiteral("useCheckpoint"));
    use_->setToolTip(tr("Browse, Annotate, searches and evaluations take this model from now on"));
    resume_ = new QPushButton(theme::icon(QStringLiteral("play")), tr("Resume"), this);
    resume_->setObjectName(QStringLiteral("resumeRun"));
    resume_->setToolTip(tr("Resumes the run where it stopped"));
    pause_ = new QPushButton(tr("Pause"), this);
    pause_->setObjectName(QStringLiteral("pauseRun"));
    pause_->setToolTip(tr("Lets the training wait after its step, until it is resumed"));
    stop_ = new QPushButton(theme::icon(QStringLiteral("stop")), tr("Stop"), this);
    stop_->setObjectName(QStringLiteral("stopRun"));
    stop_->setToolTip(tr("Ends the training; its best and last checkpoints stay, and it can be resumed"));
    foot->addWidget(use_);
    auto* steering = new QHBoxLayout;
    steering->setSpacing(theme::kSpace2);
    for (auto* button : {resume_, pause_, stop_}) steering->addWidget(button, 1);
    foot->addLayout(steering);
    outer->addLayout(foot);
    connect(use_, &QPushButton::clicked, this, &TrainDetails::useRequested);
    connect(resume_, &QPushButton::clicked, this, &TrainDetails::resumeRequested);
    connect(pause_, &QPushButton::clicked, this, &TrainDetails::pauseRequested);
    connect(stop_, &QPushButton::clicked, this, &TrainDetails::stopRequested);
    setRun(nullptr, {}, false, nullptr);
}

void TrainDetails::addFact(const QString& name, const QString& value, const QString& tip) {
    auto* grid = static_cast<QGridLayout*>(facts_->layout());
    const int row = grid->rowCount();
    auto* key = new ToneLabel(name, theme::Type::Small, ToneLabel::Tone::Weak, facts_);
    auto* words = new ToneLabel(value, theme::Type::Small, ToneLabel::Tone::Normal, facts_);
    words->setWordWrap(true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->setToolTip(tip);
    grid->addWidget(key, row, 0, Qt::AlignTop);
    grid->addWidget(words, row, 1);
}

void TrainDetails::setRun(const store::RunRecord* run, const std::vector<runs::PresetInfo>& presets, bool own,
                          const project::ListedModel* model) {
    auto* fresh = new QWidget(facts_->parentWidget());
    auto* grid = new QGridLayout(fresh);
    grid->setContentsMargins(0, theme::kSpace2, 0, theme::kSpace2);
    grid->setHorizontalSpacing(theme::kSpace3);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    delete column_->replaceWidget(facts_, fresh);
    facts_->deleteLater();
    facts_ = fresh;
    use_->setVisible(run != nullptr && model != nullptr);
    resume_->setVisible(run != nullptr && (run->state == "paused" || (!own && runs::canResume(run->state))));
    pause_->setVisible(run != nullptr && run->state == "running");
    stop_->setVisible(run != nullptr && runs::ownerLives(run->state));
    note_->setVisible(run != nullptr && !(run->note.empty() && run->problem.empty()));
    if (!run) {
        run_ = {};
        title_->setText(tr("No run chosen"));
        state_->setText(tr("Choose a run at the left to see its options and figures."));
        state_->setTone(ToneLabel::Tone::Weak);
        figuresTitle_->hide();
        figures_->hide();
        return;
    }
    if (run_.id != run->id) setFigures({});
    run_ = *run;
    title_->setText(runTitle(*run));
    const bool elsewhere = runs::ownerLives(run->state) && !own;
    const bool bad = run->state == "failed" || run->state == "crashed" || run->state == "stalled";
    const QString words = runStateText(run->state);
    QString state = elsewhere ? tr("%1, in another process").arg(words) : words;
    if (!state.isEmpty()) state[0] = state[0].toUpper();
    state_->setText(state);
    state_->setTone(bad                        ? ToneLabel::Tone::Error
                    : run->state == "finished" ? ToneLabel::Tone::Success
                                               : ToneLabel::Tone::Weak);
    note_->setText(QString::fromStdString(
        run->problem.empty() || run->note.empty() ? run->problem + run->note : run->problem + "\n\n" + run->note));
    if (!run->bestMetric.empty()) {
        const QString metric = QString::fromStdString(run->bestMetric);
        addFact(
            tr("Best"),
            tr("%1 %2 after epoch %3").arg(figureTitle(metric), figureText(metric, run->bestValue)).arg(run->bestEpoch),
            figureHelp(metric));
    }
    addFact(tr("Epochs done"), QString::number(run->epochs));
    addFact(tr("Preset"), QString::fromStdString(run->preset));
    const auto changed = changedOptions(*run, presets);
    for (const auto& [key, value] : changed) addFact(key, value);
    if (changed.empty()) addFact(tr("Options"), tr("as in the preset"));
    if (!run->tags.empty()) {
        QStringList tags;
        for (const auto& tag : run->tags) tags << QString::fromStdString(tag);
        addFact(tr("Tags"), tags.join(QStringLiteral(", ")));
    }
    addFact(tr("Started"), shortTime(run->started));
    if (!run->ended.empty()) addFact(tr("Ended"), shortTime(run->ended));
    const QString file = QString::fromStdString(run->checkpoint);
    addFact(tr("Checkpoint"), file.isEmpty() ? tr("none yet") : QFileInfo(file).fileName(), file);
    addFact(tr("Run"), QString::fromStdString(run->id));
    addProvenance(*run);
    if (model) {
        addFact(tr("Supervision"), QString::fromStdString(project::supervisionText(model->info.setting)));
        if (model->figure)
            addFact(tr("Dev figure"), QString::fromStdString(figuresOf(*model)),
                    figureHelp(QString::fromStdString(model->metric)));
    }
    const bool inUse = model != nullptr && model->inUse;
    use_->setEnabled(!inUse);
    use_->setText(inUse ? tr("In use in Browse") : tr("Use in Browse"));
    use_->setProperty("primary", !inUse);
    use_->style()->unpolish(use_);
    use_->style()->polish(use_);
}

void TrainDetails::addProvenance(const store::RunRecord& run) {
    const auto from = nlohmann::json::parse(run.provenanceJson, nullptr, false);
    if (!from.is_object() || from.empty()) return;
    const auto text = [&](const char* key) {
        const auto found = from.find(key);
        return found == from.end() || !found->is_string() ? QString()
                                                          : QString::fromStdString(found->get<std::string>());
    };
    if (const auto split = from.find("split"); split != from.end() && split->is_object())
        addFact(tr("Data"), tr("%1 train, %2 dev images").arg(split->value("train", 0)).arg(split->value("dev", 0)),
                tr("SHA-256 of images and sentences: %1").arg(text("data")));
    addFact(tr("Made by"), tr("Legenda %1, LibTorch %2, %3").arg(text("version"), text("torch"), text("device")));
}

void TrainDetails::setFigures(const std::vector<store::FigureRecord>& figures) {
    if (figures == shown_ && !figures.empty()) return;
    shown_ = figures;
    std::vector<std::string> names;
    std::set<std::pair<int, std::int64_t>> moments;
    for (const auto& figure : figures) {
        if (std::ranges::find(names, figure.name) == names.end()) names.push_back(figure.name);
        moments.insert({figure.epoch, figure.step});
    }
    // The metric that selects the best checkpoint comes first.
    if (const auto best = std::ranges::find(names, "dev." + run_.bestMetric); best != names.end())
        std::rotate(names.begin(), best, best + 1);
    FigureColumns columns;
    for (const auto& name : names) {
        columns.names.push_back(figureTitle(QString::fromStdString(name)).remove(QStringLiteral("dev ")));
        columns.figures.push_back(QString::fromStdString(name));
    }
    std::vector<FigureRow> rows;
    for (const auto& moment : moments) {
        const auto epoch = moment.first;
        const auto step = moment.second;
        FigureRow row;
        row.kind =
            epoch == run_.bestEpoch && !run_.bestMetric.empty() ? FigureRow::Kind::Ours : FigureRow::Kind::Baseline;
        row.name = QString::number(epoch);
        for (const auto& name : names) {
            const auto at = std::ranges::find_if(
                figures, [&](const auto& f) { return f.epoch == epoch && f.step == step && f.name == name; });
            row.cells.push_back(at == figures.end() ? QString() : figureText(QString::fromStdString(name), at->value));
        }
        rows.push_back(std::move(row));
    }
    figures_->setNameTitle(tr("epoch"));
    figures_->setCompact(true);
    figures_->setTable({columns}, rows);
    figures_->setFixedHeight(figures_->heightForRows());
    figures_->setVisible(!rows.empty());
    figuresTitle_->setVisible(!rows.empty());
}

}  // namespace legenda::ui
