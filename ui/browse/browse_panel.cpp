// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_panel.h"

#include "ui/browse/browse_proposals.h"
#include "ui/browse/browse_rows.h"
#include "ui/controls/decoding_choice.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/marked_slider.h"
#include "ui/controls/model_items.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr int kSteps = 400;
constexpr int kInset = 10;  // where the text of TextRows begins
constexpr int kBetaWidth = 44;

// Fine near 0, where beta decides between words; the far end gives the whole sentence to one region.
double betaOf(int step, double far) {
    return far * std::pow(step / double(kSteps), 2);
}
int stepOf(double beta, double far) {
    return far <= 0 ? 0 : static_cast<int>(std::lround(kSteps * std::sqrt(std::clamp(beta / far, 0.0, 1.0))));
}

// Each word as strong as the model believes it; at the right the mean log-probability per word.
TextRows::Row rowOf(const model::Caption& caption) {
    TextRows::Row row;
    for (const model::CaptionWord& word : caption.words) {
        if (word.text.empty()) continue;
        // A word that the model gave a fifth of its belief reads half as strong.
        row.words.push_back({QString::fromStdString(word.text), std::clamp(std::exp(word.logProb / 2.3), 0.0, 1.0),
                             BrowsePanel::tr("“%1”: log-probability %2 (%3 %)")
                                 .arg(QString::fromStdString(word.text))
                                 .arg(word.logProb, 0, 'f', 2)
                                 .arg(100 * std::exp(word.logProb), 0, 'f', 0)});
    }
    if (row.words.empty()) row.words.push_back({BrowsePanel::tr("(no words)"), 0, {}});
    row.trailing = QString::number(caption.logProbAWord(), 'f', 2);
    return row;
}

}  // namespace

BrowsePanel::BrowsePanel(QWidget* parent)
    : QScrollArea(parent),
      sentences_(new TextRows),
      own_(new QLineEdit),
      decoding_(new DecodingChoice),
      captions_(new TextRows),
      describedSection_(new QWidget),
      described_(new TextRows),
      slider_(new MarkedSlider),
      betaValue_(new QLabel),
      regions_(new RegionRows),
      proposals_(new BrowseProposals) {
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    auto* body = new QFrame;
    body->setProperty("panel", true);
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(theme::kSpace3, theme::kSpace3, theme::kSpace3, theme::kSpace4);
    layout->setSpacing(theme::kSpace4);

    buildSentences(layout);
    buildBeta(layout);
    buildRegions(layout);
    buildModels(layout);
    layout->addStretch();
    setWidget(body);
    setMinimumWidth(280);
}

void BrowsePanel::buildSentences(QVBoxLayout* layout) {
    setAccessibleName(tr("Details of the photograph"));
    sentences_->setAccessibleName(tr("Sentences"));
    captions_->setAccessibleName(tr("Generated captions"));
    described_->setAccessibleName(tr("Described boxes"));
    regions_->setAccessibleName(tr("Regions"));
    auto* box = section(layout, tr("Sentences"));
    box->addWidget(sentences_);
    own_->setPlaceholderText(tr("Try your own sentence"));
    own_->setObjectName(QStringLiteral("ownSentence"));
    own_->setClearButtonEnabled(true);
    own_->setAccessibleName(tr("Your own sentence"));
    box->addSpacing(theme::kSpace1);
    box->addWidget(own_);
    typed_.setSingleShot(true);
    typed_.setInterval(150);
    connect(own_, &QLineEdit::textEdited, &typed_, qOverload<>(&QTimer::start));
    connect(&typed_, &QTimer::timeout, this, [this] { Q_EMIT ownSentence(own_->text().simplified()); });
    connect(own_, &QLineEdit::returnPressed, this, [this] {
        typed_.stop();
        Q_EMIT ownSentence(own_->text().simplified());
    });
    connect(sentences_, &TextRows::rowClicked, this, &BrowsePanel::sentenceChosen);

    box = section(layout, tr("Generated captions"), decoding_);
    box->addWidget(captions_);
    connect(decoding_, &DecodingChoice::changed, this, &BrowsePanel::captionDecodingChanged);
    connect(captions_, &TextRows::rowClicked, this, &BrowsePanel::captionChosen);

    auto* column = new QVBoxLayout(describedSection_);
    column->setContentsMargins(0, 0, 0, 0);
    section(column, tr("Described boxes"))->addWidget(described_);
    describedSection_->hide();
    layout->addWidget(describedSection_);
    connect(described_, &TextRows::rowClicked, this, &BrowsePanel::describedChosen);
}

void BrowsePanel::buildBeta(QVBoxLayout* layout) {
    auto* box = section(layout, tr("Smoothing β"));
    slider_->setObjectName(QStringLiteral("beta"));
    slider_->setRange(0, kSteps);
    slider_->setAccessibleName(tr("Smoothing beta"));
    slider_->setToolTip(tr("A double click returns to the usual %1, the mark").arg(model::kDefaultBeta));
    slider_->setEnabled(false);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(kInset, 0, kInset, 0);
    line->setSpacing(0);
    line->addWidget(slider_, 1);
    betaValue_->setObjectName(QStringLiteral("betaValue"));
    betaValue_->setFixedWidth(kBetaWidth);
    betaValue_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    betaValue_->setToolTip(tr("In standard deviations of the word and region scores"));
    line->addWidget(betaValue_);
    box->addLayout(line);
    auto* ends = new QHBoxLayout;
    ends->setContentsMargins(kInset, 0, kInset + kBetaWidth, 0);
    auto* near = new QLabel(tr("each word alone"));
    auto* far = new QLabel(tr("one region for all"));
    for (auto* label : {near, far}) {
        label->setFont(theme::font(theme::Type::Small));
        label->setProperty("weak", true);
    }
    ends->addWidget(near);
    ends->addStretch();
    ends->addWidget(far);
    box->addLayout(ends);
    connect(slider_, &MarkedSlider::reset, this, [this] { Q_EMIT betaChosen(model::kDefaultBeta); });
    connect(slider_, &QSlider::valueChanged, this, [this](int step) {
        showBeta();
        Q_EMIT betaChosen(betaOf(step, far_));
    });
}

void BrowsePanel::buildRegions(QVBoxLayout* layout) {
    auto* box = section(layout, tr("Regions"));
    box->addWidget(regions_);
    connect(regions_, &RegionRows::regionHovered, this, &BrowsePanel::regionHovered);
    connect(regions_, &RegionRows::regionClicked, this, &BrowsePanel::regionClicked);
    proposals_->setContentsMargins(kInset, theme::kSpace2, kInset, 0);
    box->addWidget(proposals_);
}

void BrowsePanel::buildModels(QVBoxLayout* layout) {
    auto* box = section(layout, tr("Models in use"));
    auto* form = new QFormLayout;
    form->setContentsMargins(kInset, 0, 0, 0);
    form->setHorizontalSpacing(theme::kSpace3);
    form->setVerticalSpacing(theme::kSpace2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const std::pair<project::ModelKind, QString> kinds[] = {{project::ModelKind::Alignment, tr("Alignment")},
                                                            {project::ModelKind::Caption, tr("Caption")},
                                                            {project::ModelKind::Region, tr("Region")}};
    for (const auto& [kind, title] : kinds) {
        auto* combo = new ElidedCombo;
        combo->setMinimumContentsLength(8);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        auto* label = new QLabel(title);
        label->setProperty("weak", true);
        label->setBuddy(combo);
        form->addRow(label, combo);
        models_.emplace_back(kind, combo);
        connect(combo, &QComboBox::activated, this,
                [this, kind = kind, combo] { Q_EMIT modelChosen(kind, combo->currentData().toString()); });
    }
    box->addLayout(form);
}

QVBoxLayout* BrowsePanel::section(QVBoxLayout* parent, const QString& title, QWidget* atRight) {
    auto* box = new QVBoxLayout;
    box->setSpacing(theme::kSpace1);
    auto* label = new QLabel(title);
    label->setProperty("section", true);
    label->setContentsMargins(kInset, 0, 0, 2);
    auto* head = new QHBoxLayout;
    head->addWidget(label, 1);
    if (atRight) head->addWidget(atRight);
    box->addLayout(head);
    parent->addLayout(box);
    return box;
}

void BrowsePanel::setProject(const project::ProjectInfo& project) {
    for (const auto& [kind, combo] : models_) fillModels(combo, project, kind, false);
}

void BrowsePanel::setSentences(const std::vector<store::CaptionRecord>& captions) {
    std::vector<TextRows::Row> rows;
    for (const auto& caption : captions) rows.push_back(TextRows::plain(QString::fromStdString(caption.text)));
    if (rows.empty())
        sentences_->setNote(tr("This image has no sentences yet."));
    else
        sentences_->setRows(std::move(rows));
}

void BrowsePanel::setCurrentSentence(int row) {
    sentences_->setCurrent(row);
}

void BrowsePanel::clearOwnSentence() {
    typed_.stop();
    own_->clear();
}

void BrowsePanel::showOwnSentence(const QString& sentence) {
    typed_.stop();
    own_->setText(sentence);
    own_->setCursorPosition(0);
}

void BrowsePanel::focusOwnSentence() {
    own_->setFocus();
    own_->selectAll();
}

void BrowsePanel::setCaptions(const std::vector<model::Caption>& captions) {
    std::vector<TextRows::Row> rows;
    for (const model::Caption& caption : captions) rows.push_back(rowOf(caption));
    captions_->setRows(std::move(rows));
    captions_->setToolTip(tr("At the right: mean log-probability per word"));
}

void BrowsePanel::setDescribed(const std::vector<inference::CaptionResult>& described, int chosen) {
    std::vector<TextRows::Row> rows;
    for (const auto& box : described)
        rows.push_back(box.captions.empty() ? TextRows::plain(tr("Describing …")) : rowOf(box.captions.front()));
    describedSection_->setVisible(!rows.empty());
    described_->setRows(std::move(rows));
    described_->setCurrent(chosen);
}

void BrowsePanel::setCaptionsNote(const QString& note) {
    captions_->setNote(note);
}

model::DecodeOptions BrowsePanel::captionDecoding() {
    return decoding_->options();
}

void BrowsePanel::setCurrentCaption(int row) {
    captions_->setCurrent(row);
}

void BrowsePanel::setAlignment(const model::Alignment& alignment, const std::vector<int>& numbers) {
    std::vector<RegionRows::Row> rows(alignment.regions.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = {static_cast<int>(i),       numbers[i], i == 0 ? tr("whole image") : QString(), 0,
                   alignment.regions[i].norm, false};
    for (const model::Segment& segment : alignment.segments) {
        RegionRows::Row& row = rows[static_cast<std::size_t>(segment.region)];
        row.words = row.won ? row.words + QStringLiteral(" … ") + QString::fromStdString(segment.text)
                            : QString::fromStdString(segment.text);
        row.score += segment.score;
        row.won = true;
    }
    std::sort(rows.begin(), rows.end(),
              [](const auto& a, const auto& b) { return a.won != b.won ? a.won : a.number < b.number; });
    regions_->setRows(std::move(rows));
}

void BrowsePanel::setBeta(double beta, double far) {
    const QSignalBlocker quiet(slider_);
    far_ = std::max(far, 1e-3);
    slider_->setMark(stepOf(model::kDefaultBeta, far_));
    slider_->setValue(stepOf(beta, far_));
    slider_->setEnabled(true);
    showBeta();
}

void BrowsePanel::showBeta() {
    betaValue_->setText(QString::number(betaOf(slider_->value(), far_), 'f', 2));
}

void BrowsePanel::clearAlignment() {
    regions_->setRows({});
    slider_->setEnabled(false);
    proposals_->clear();
}

void BrowsePanel::setLit(int region) {
    regions_->setLit(region);
}

}  // namespace legenda::ui
