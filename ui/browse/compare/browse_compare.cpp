// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/compare/browse_compare.h"

#include "ui/bridge/convert.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/compare/same_box.h"
#include "ui/browse/compare/same_words.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/picture/browse_picture.h"
#include "ui/browse/picture/region_overlays.h"
#include "ui/browse/predictions/set_boxes.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/browse/sentence/shown_words.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/actions.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>

#include <algorithm>
#include <iterator>

namespace legenda::ui {

namespace {

constexpr int kNarrowest = 64;     // least width of a list, so that on a small screen both pictures are equally wide
constexpr int kTextsHeight = 160;  // px

// The first shown word that is aligned with the region; -1: none.
int firstWordOf(const model::Alignment& alignment, const std::vector<bool>& shown, int region) {
    for (std::size_t t = 0; region >= 0 && t < alignment.assignment.size(); ++t)
        if (alignment.assignment[t] == region && t < shown.size() && shown[t]) return static_cast<int>(t);
    return -1;
}

int regionOfWord(const model::Alignment& alignment, const std::vector<bool>& shown, int word) {
    const auto t = static_cast<std::size_t>(word);
    return word >= 0 && t < alignment.assignment.size() && t < shown.size() && shown[t] ? alignment.assignment[t] : -1;
}

// The same word of the other sentence; -1: there is none.
int sameWord(const model::Alignment& from, const model::Alignment& to, int word) {
    const auto same = sameWords(from.tokens, to.tokens);
    return word >= 0 && static_cast<std::size_t>(word) < same.size() ? same[static_cast<std::size_t>(word)] : -1;
}

MaybeBoxes boxesOf(const std::vector<BesideAnswer::Text>& texts) {
    MaybeBoxes boxes;
    for (const auto& text : texts) boxes.push_back(text.box);
    return boxes;
}

MaybeBoxes boxesOf(const std::vector<SetBoxes::Region>& regions) {
    MaybeBoxes boxes;
    for (const auto& region : regions) boxes.push_back(region.box ? std::optional(region.box->box) : std::nullopt);
    return boxes;
}

}  // namespace

BrowseCompare::BrowseCompare(Page* page, BrowseState* state, BrowsePicture* picture, SetBoxes* boxes)
    : page_(page),
      state_(state),
      picture_(picture),
      boxes_(boxes),
      answer_(new BesideAnswer(page->bridge(), state, this)),
      beside_(new BesideList),
      regions_(new ElidedCombo),
      score_(new QLabel),
      program_(new OtherAnswer),
      canvas_(new ImageCanvas),
      texts_(new TextRows),
      scroll_(new QScrollArea),
      sentence_(new AlignedSentence) {
    setProperty("panel", true);
    auto* head = new QWidget;
    head->setFixedHeight(theme::kBarHeight);
    buildBar(new QHBoxLayout(head));
    buildTexts();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    score_->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, theme::kSpace2);
    column->addWidget(score_);
    program_->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, theme::kSpace2);
    column->addWidget(program_);
    column->addWidget(canvas_, 1);
    column->addWidget(scroll_);
    connect(answer_, &BesideAnswer::changed, this, &BrowseCompare::showAnswer);
    connect(program_, &OtherAnswer::askedAgain, answer_, &BesideAnswer::askProgramAgain);
    connect(&LivePrograms::ofApplication(), &LivePrograms::changed, this, &BrowseCompare::takeProgram);
    connect(canvas_, &ImageCanvas::hovered, this, [this](const OverlayId& id) {
        if (answer_->texts().empty()) return lead(id.regionIndex(), -1);
        leadText(id.regionIndex());
    });
    connect(sentence_, &AlignedSentence::wordHovered, this, [this](int word) { lead(-1, word); });
    connect(texts_, &TextRows::rowClicked, this, &BrowseCompare::leadText);
    connect(texts_, &TextRows::rowHovered, this, &BrowseCompare::leadText);
    connect(boxes_, &SetBoxes::litChanged, this, &BrowseCompare::followText);
    connectState();
    takeProgram();
}

void BrowseCompare::buildBar(QHBoxLayout* bar) {
    beside_->setObjectName(QStringLiteral("compareModel"));
    regions_->setObjectName(QStringLiteral("compareRegions"));
    regions_->setAccessibleName(tr("Regions to compare with"));
    regions_->setToolTip(
        tr("Where the boxes come from. A model works best on the kind of boxes that it was trained on: its own."));
    for (const auto& [title, name] : {std::pair{tr("Its own regions"), ""},
                                      {tr("Learned proposals"), "learned"},
                                      {tr("Selective search"), "selective-search"},
                                      {tr("Grid"), "grid"}})
        regions_->addItem(title, QString::fromLatin1(name));
    for (QComboBox* combo : {static_cast<QComboBox*>(beside_), regions_}) {
        combo->setMinimumContentsLength(6);
        combo->setMinimumWidth(kNarrowest);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(combo, &QComboBox::activated, this, &BrowseCompare::follow);
    }
    score_->setProperty("weak", true);
    score_->setFont(theme::font(theme::Type::Small));
    auto* differences = new QToolButton;
    differences->setDefaultAction(actionOf(page_, "browse.differences"));
    differences->setToolButtonStyle(Qt::ToolButtonIconOnly);
    differences->setAccessibleName(differences->defaultAction()->text());
    auto* close = new QToolButton;
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setToolTip(tr("Close the comparison"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, &BrowseCompare::closed);
    bar->setContentsMargins(theme::kSpace2, 0, theme::kSpace2, 0);
    bar->setSpacing(theme::kSpace2);
    bar->addWidget(beside_, 1);
    bar->addWidget(regions_, 1);
    bar->addWidget(differences);
    bar->addWidget(close);
}

void BrowseCompare::buildTexts() {
    texts_->setAccessibleName(tr("Texts beside the picture"));
    scroll_->setWidget(texts_);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFixedHeight(kTextsHeight);
    scroll_->hide();
}

void BrowseCompare::connectState() {
    connect(picture_, &BrowsePicture::shown, this, &BrowseCompare::takePicture);
    connect(state_, &BrowseState::projectChanged, this, [this] {
        canvas_->setImage({}, {});
        askAgain();
    });
    connect(state_, &BrowseState::imageChanged, this, [this](qint64 image) {
        if (image == 0) canvas_->setImage({}, {});
        askAgain();
    });
    connect(state_, &BrowseState::aligning, this, &BrowseCompare::follow);
    // A model or a program is asked while the sentence is aligned beside it.
    const auto withoutAligning = [this] {
        const auto what = chosen().what;
        const bool aligns = what == Beside::What::Model || what == Beside::What::Program;
        if (!aligns || state_->sentence().text.isEmpty()) follow();
    };
    connect(state_, &BrowseState::detailsChanged, this, withoutAligning);
    connect(state_, &BrowseState::sentenceChanged, this, withoutAligning);
    connect(state_, &BrowseState::predictionsArrived, this, withoutAligning);
    connect(state_, &BrowseState::betaChanged, answer_, &BesideAnswer::decode);
    connect(state_, &BrowseState::contentOnlyChanged, this, &BrowseCompare::showAnswer);
    connect(state_, &BrowseState::litChanged, this, &BrowseCompare::followLit);
    connect(state_->shownSet(), &ShownSet::setsChanged, this, [this] {
        const Beside before = chosen();
        beside_->setSets(state_->shownSet()->sets());
        if (before.what == Beside::What::Set || before != chosen()) askAgain();
    });
    const auto truthChanged = [this] {
        if (chosen().what == Beside::What::Truth) askAgain();
    };
    connect(page_->bridge(), &Bridge::sentencesChanged, this, truthChanged);
    connect(page_->bridge(), &Bridge::annotationSaved, this, truthChanged);
    connect(page_->bridge(), &Bridge::annotationsChanged, this, truthChanged);
}

void BrowseCompare::setProject(const project::ProjectInfo& project) {
    beside_->setProject(project);
}

void BrowseCompare::takeProgram() {
    const Beside before = chosen();
    const auto& programs = LivePrograms::ofApplication();
    beside_->setProgram(programs.find(programs.beside()) ? programs.beside() : QString());
    if (before.what == Beside::What::Program || before != chosen()) askAgain();
}

void BrowseCompare::choose(const Beside& beside) {
    if (beside == chosen() || !beside_->choose(beside)) return;
    follow();
}

void BrowseCompare::takePicture() {
    canvas_->setImage(picture_->canvas()->image(), picture_->canvas()->fullSize());
}

void BrowseCompare::shown() {
    takePicture();
    follow();
}

void BrowseCompare::askAgain() {
    answer_->forget();
    showAnswer();
    follow();
}

void BrowseCompare::follow() {
    if (!isVisible()) return;
    regions_->setVisible(chosen().what == Beside::What::Model);
    answer_->ask(chosen(), regions_->currentData().toString().toStdString());
}

void BrowseCompare::showAnswer() {
    const auto& alignment = answer_->alignment();
    program_->setContent(answer_->ofProgram());
    score_->setText(answer_->scored() ? tr("score %1").arg(alignment.score, 0, 'f', 2) : QString());
    score_->setVisible(answer_->scored());
    score_->setToolTip(answer_->scored() ? figureHelp("sentence.score") : QString());
    scroll_->setVisible(!answer_->texts().empty());
    if (!answer_->texts().empty()) return showTexts();
    if (alignment.tokens.empty()) {
        canvas_->setOverlays({});
        return sentence_->setPlain(state_->sentence().text, answer_->note());
    }
    AlignmentOrigin origin;
    if (const Beside beside = chosen(); beside.what != Beside::What::Model)
        origin = {beside.what == Beside::What::Truth ? tr("ground truth") : beside.name, answer_->sentence().scored};
    sentence_->setAlignment(alignment, answer_->numbers(), shownWords(alignment, state_->contentOnly()), origin);
    followLit();
}

void BrowseCompare::showTexts() {
    std::vector<TextRows::Row> rows;
    for (const auto& text : answer_->texts()) {
        rows.push_back(TextRows::plain(text.text));
        if (text.score) rows.back().trailing = QString::number(*text.score, 'f', 2);
    }
    texts_->setRows(std::move(rows));
    sentence_->setPlain(answer_->texts().front().text);
    followText();
}

void BrowseCompare::lightText(int row) {
    texts_->setCurrent(row);
    std::vector<Overlay> overlays;
    int number = 0;
    for (const auto& text : answer_->texts()) {
        const int own = number++;
        if (!text.box) continue;
        Overlay overlay;
        overlay.id = OverlayId::region(own);
        overlay.box = toQt(*text.box);
        overlay.colour = own;
        overlay.number = own + 1;
        overlay.label = text.text;
        overlay.name = tr("Region %1: %2").arg(own + 1).arg(text.text);
        overlay.emphasis = row < 0      ? Overlay::Emphasis::Normal
                           : own == row ? Overlay::Emphasis::Highlight
                                        : Overlay::Emphasis::Dim;
        overlays.push_back(std::move(overlay));
    }
    canvas_->setOverlays(std::move(overlays));
}

void BrowseCompare::leadText(int row) {
    leads_ = true;
    boxes_->light(sameBox(boxesOf(answer_->texts()), row, boxesOf(boxes_->regions())));
    leads_ = false;
    if (row < 0) return followText();
    lightText(row);
}

void BrowseCompare::followText() {
    if (leads_ || answer_->texts().empty()) return;
    lightText(sameBox(boxesOf(boxes_->regions()), boxes_->lit(), boxesOf(answer_->texts())));
}

// What is lit in the first picture is lit here: the same word, or the first one of the same region.
void BrowseCompare::followLit() {
    if (leads_ || answer_->alignment().tokens.empty()) return;
    const auto& other = state_->alignment();
    const auto lit = state_->lit();
    const int word = sameWord(other, answer_->alignment(),
                              lit.word >= 0 ? lit.word : firstWordOf(other, state_->shown(), lit.region));
    light(regionOfWord(answer_->alignment(), shownWords(answer_->alignment(), state_->contentOnly()), word),
          lit.word >= 0 ? word : -1);
}

// The other way round. A region, or a word with its region.
void BrowseCompare::lead(int region, int word) {
    const auto& own = answer_->alignment();
    if (own.tokens.empty()) return;
    const auto shown = shownWords(own, state_->contentOnly());
    if (word >= 0 && !shown[static_cast<std::size_t>(word)]) word = -1;
    if (word >= 0) region = regionOfWord(own, shown, word);
    const int of = word >= 0 ? word : region >= 0 ? firstWordOf(own, shown, region) : -1;
    leads_ = true;
    state_->lightWord(sameWord(own, state_->alignment(), of));
    leads_ = false;
    if (of < 0) return followLit();
    light(region, word);
}

void BrowseCompare::light(int region, int word) {
    const auto& alignment = answer_->alignment();
    if (alignment.tokens.empty()) return;
    sentence_->setLit(region, word);
    const auto segments = shownSegments(alignment, shownWords(alignment, state_->contentOnly()));
    auto overlays = wonOverlays(alignment, segments, answer_->numbers(), region);
    const auto lit = std::ranges::find(overlays, OverlayId::region(region), &Overlay::id);
    if (lit != overlays.end() && answer_->sentence().ofPhrases() && answer_->sentence().scored)
        lit->label += QStringLiteral("  %1").arg(alignment.regions[static_cast<std::size_t>(region)].score, 0, 'f', 2);
    std::ranges::move(furtherOverlays(answer_->sentence(), answer_->numbers(), region), std::back_inserter(overlays));
    canvas_->setOverlays(std::move(overlays));
}

}  // namespace legenda::ui
