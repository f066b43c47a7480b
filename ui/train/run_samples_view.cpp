// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/run_samples_view.h"

#include "core/runs/run_state.h"
#include "ui/controls/page.h"
#include "ui/controls/tone_label.h"
#include "ui/train/run_list.h"
#include "ui/train/sample_card.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kPoll = 1000;          // ms between two looks at a run that goes on
constexpr int kLeastWidth = 168;     // of a card
constexpr int kThumbnailSide = 256;  // pixels, as in the lists of images

}  // namespace

RunSamplesView::RunSamplesView(Page* page, RunListModel* runs, QWidget* parent)
    : QWidget(parent), page_(page), runs_(runs) {
    setObjectName(QStringLiteral("runSamples"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    stack_ = new QStackedWidget(this);
    auto* none = new ToneLabel(tr("Nothing to show yet. Trainings of alignments and captions keep, at each evaluation, "
                                  "what the model says about the same dev images."),
                               theme::Type::Base, ToneLabel::Tone::Weak, stack_);
    none->setWordWrap(true);
    none->setAlignment(Qt::AlignCenter);
    stack_->addWidget(none);
    auto* samples = new QWidget(stack_);
    auto* inner = new QVBoxLayout(samples);
    inner->setContentsMargins(0, 0, 0, 0);
    auto* head = new QHBoxLayout;
    slider_ = new QSlider(Qt::Horizontal, samples);
    slider_->setObjectName(QStringLiteral("evaluationSlider"));
    slider_->setAccessibleName(tr("Evaluation"));
    slider_->setToolTip(tr("The evaluation whose samples are shown"));
    slider_->setPageStep(1);
    where_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, samples);
    where_->setObjectName(QStringLiteral("evaluationShown"));
    head->addWidget(slider_, 1);
    head->addWidget(where_);
    inner->addLayout(head);
    auto* scroll = new QScrollArea(samples);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Samples of the run"));
    auto* all = new QWidget(scroll);
    all->setProperty("transparent", true);
    grid_ = new QGridLayout(all);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(theme::kSpace3);
    scroll->setWidget(all);
    inner->addWidget(scroll, 1);
    stack_->addWidget(samples);
    column->addWidget(stack_);
    connect(slider_, &QSlider::valueChanged, this, &RunSamplesView::showEvaluation);
    connect(runs_, &RunListModel::dataChanged, this, &RunSamplesView::refresh);
    connect(runs_, &RunListModel::modelReset, this, &RunSamplesView::refresh);
    poll_.setInterval(kPoll);
    connect(&poll_, &QTimer::timeout, this, [this] {
        if (const auto* run = runs_->run(run_); run && runs::ownerLives(run->state)) ask();
    });
}

void RunSamplesView::setRun(const QString& run) {
    if (run.isEmpty() || run == run_) return;
    clear();
    run_ = run;
    ask();
}

void RunSamplesView::refresh() {
    if (!run_.isEmpty() && runs_->run(run_) == nullptr) return clear();
    ask();
}

void RunSamplesView::clear() {
    run_.clear();
    evaluations_.clear();
    stack_->setCurrentIndex(0);
}

std::int64_t RunSamplesView::lastStep() const {
    return evaluations_.empty() ? -1 : evaluations_.back().step;
}

void RunSamplesView::ask() {
    if (!isVisible() || run_.isEmpty() || asked_) return;
    asked_ = true;
    page_->bridge()->records().runSamples(
        this, run_, lastStep(), [this, run = run_, after = lastStep()](base::Result<session::RunSampleSet> found) {
            asked_ = false;
            // Another run is chosen, or the same one again, or another project is open.
            if (run != run_ || after != lastStep() || (!found && dropped(found.error()))) return ask();
            if (found && !found->evaluations.empty()) take(std::move(*found));
        });
}

void RunSamplesView::take(session::RunSampleSet found) {
    const bool newest = evaluations_.empty() || slider_->value() == slider_->maximum();
    std::ranges::move(found.evaluations, std::back_inserter(evaluations_));
    images_ = std::move(found.images);
    const int last = static_cast<int>(evaluations_.size()) - 1;
    const int shown = newest ? last : slider_->value();
    {
        const QSignalBlocker quiet(slider_);
        slider_->setRange(0, last);
        slider_->setValue(shown);
    }
    slider_->setEnabled(last > 0);
    stack_->setCurrentIndex(1);
    showEvaluation(shown);
}

void RunSamplesView::showEvaluation(int number) {
    const auto at = static_cast<std::size_t>(number);
    if (at >= evaluations_.size()) return;
    const auto& evaluation = evaluations_[at];
    where_->setText(tr("epoch %1, step %2").arg(evaluation.epoch).arg(evaluation.step));
    slider_->setAccessibleDescription(where_->text());
    const bool more = cards_.size() < evaluation.samples.size();
    while (cards_.size() < evaluation.samples.size()) cards_.push_back(new SampleCard(grid_->parentWidget()));
    pictured_.resize(cards_.size());
    for (std::size_t i = 0; i < cards_.size(); ++i) {
        cards_[i]->setVisible(i < evaluation.samples.size());
        if (i >= evaluation.samples.size()) continue;
        const auto& sample = evaluation.samples[i];
        const runs::RunSample* before = nullptr;
        if (at > 0) {
            const auto& earlier = evaluations_[at - 1].samples;
            const auto found = std::ranges::find(earlier, sample.image, &runs::RunSample::image);
            if (found != earlier.end()) before = &*found;
        }
        cards_[i]->setSample(sample, before);
        showPicture(i, sample.image);
    }
    if (more) place();
}

void RunSamplesView::showPicture(std::size_t card, const std::string& image) {
    if (pictured_[card] == image) return;
    pictured_[card] = image;
    cards_[card]->setPicture({});
    const auto found = images_.find(image);
    if (found == images_.end()) return;
    page_->bridge()->images().thumbnail(cards_[card], found->second, kThumbnailSide,
                                        [this, card, image](const base::Result<LoadedPicture>& picture) {
                                            if (pictured_[card] != image) return;
                                            if (!picture) return pictured_[card].clear();
                                            cards_[card]->setPicture(QPixmap::fromImage(picture->image));
                                        });
}

void RunSamplesView::place() {
    const int columns = std::max(1, width() / kLeastWidth);
    for (int column = 0; column < grid_->columnCount(); ++column) grid_->setColumnStretch(column, column < columns);
    for (std::size_t i = 0; i < cards_.size(); ++i) {
        grid_->removeWidget(cards_[i]);
        grid_->addWidget(cards_[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns, Qt::AlignTop);
    }
    for (int column = 0; column < columns; ++column) grid_->setColumnStretch(column, 1);
}

void RunSamplesView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    poll_.start();
    refresh();
}

void RunSamplesView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    poll_.stop();
}

void RunSamplesView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (event->oldSize().width() / kLeastWidth != width() / kLeastWidth) place();
}

}  // namespace legenda::ui
