// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_page.h"

#include "ui/browse/boxes/browse_boxes.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_drawer.h"
#include "ui/browse/browse_export.h"
#include "ui/browse/browse_images.h"
#include "ui/browse/browse_layout.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_search.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/compare/browse_compare.h"
#include "ui/browse/differences/browse_differences.h"
#include "ui/browse/evidence/browse_evidence.h"
#include "ui/browse/film_strip.h"
#include "ui/browse/guide_line.h"
#include "ui/browse/live/browse_live.h"
#include "ui/browse/live/live_section.h"
#include "ui/browse/missing_features.h"
#include "ui/browse/panel/beta_section.h"
#include "ui/browse/panel/browse_panel.h"
#include "ui/browse/panel/browse_proposals.h"
#include "ui/browse/panel/caption_section.h"
#include "ui/browse/panel/model_section.h"
#include "ui/browse/panel/region_section.h"
#include "ui/browse/panel/sentence_section.h"
#include "ui/browse/picture/browse_picture.h"
#include "ui/browse/picture/picture_bar.h"
#include "ui/browse/predictions/set_boxes.h"
#include "ui/browse/predictions/set_section.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/browse/reasons/browse_reasons.h"
#include "ui/browse/reasons/phrase_section.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/actions.h"
#include "ui/controls/page_hint.h"
#include "ui/images/image_list_model.h"

#include <QComboBox>
#include <QKeyEvent>

#include <algorithm>
#include <set>

namespace legenda::ui {

namespace {

AlignmentOrigin originOf(const BrowseState& state) {
    const auto* set = state.bySet();
    return set ? AlignmentOrigin{state.set(), set->scored || !state.asGiven()} : AlignmentOrigin{};
}

}  // namespace

BrowsePage::BrowsePage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("browse"), tr("Browse"), QStringLiteral("browse"), bridge, parent),
      state_(new BrowseState(bridge, this)),
      picture_(new BrowsePicture(this, state_)),
      images_(new BrowseImages(this, state_)),
      search_(new BrowseSearch(this, state_, images_)),
      described_(new BrowseDescribed(bridge, picture_->canvas(), this)),
      boxes_(new BrowseBoxes(this, state_, picture_->canvas(), described_)),
      sentence_(new AlignedSentence) {
    auto* bar = new PictureBar(this, state_, picture_, described_);
    new BrowseExport(this, state_, picture_->canvas(), sentence_, described_);
    auto* panel = buildPanel();
    addActions();
    drawer_ = new BrowseDrawer(this, state_, search_, images_->model());
    auto* strip = new FilmStrip(this, images_->list(), state_);
    compare_ = new BrowseCompare(this, state_, picture_, setBoxes_);
    guide_ = new GuideLine(bridge);
    evidence_ = new BrowseEvidence(this, state_, images_->model());
    auto* hint = new PageHint(
        QStringLiteral("image"), tr("No images yet"),
        tr("Browse aligns sentences with photographs. Drop a folder of photographs on the window, or import a "
           "dataset."),
        tr("Import a dataset"), [this] {
            if (auto* import = window()->findChild<QAction*>(QStringLiteral("file.import"))) import->trigger();
        });
    hint->hide();
    ui::addToggle(this, QStringLiteral("browse.compare"), tr("Compare with another model, predictions or ground truth"),
                  QStringLiteral("compare"), {QKeySequence(Qt::Key_C)}, false,
                  [this](bool on) { layout_->showCompare(on); });
    connect(actionOf(this, "browse.list"), &QAction::toggled, images_->list(), &QWidget::setVisible);
    connect(actionOf(this, "browse.panel"), &QAction::toggled, panel, &QWidget::setVisible);
    connect(images_, &BrowseImages::imagesListed, this, [this, hint](bool any) {
        hint->setVisible(!any);
        canvas()->setVisible(any);
    });
    bar->build();
    connectGuide();
    connectState();
    connectSentence();
    connectPicture();
    connectModels();
    layout_ = new BrowseLayout(
        this, {images_->list(), bar, guide_, evidence_, canvas(), hint, strip, compare_, panel, sentence_, drawer_});
    setContent(layout_->content());
}

BrowsePanel* BrowsePage::buildPanel() {
    sentences_ = new SentenceSection(this, state_);
    captions_ = new CaptionSection(this, state_);
    reasons_ = new BrowseReasons(this, state_, canvas(), described_, captions_);
    proposals_ = new BrowseProposals(this, state_);
    setBoxes_ = new SetBoxes(state_, picture_, this);
    auto* set = new SetSection(state_, setBoxes_);
    models_ = new ModelSection(this, state_);
    auto* live = new LiveSection(new BrowseLive(this, state_, described_));
    connect(live, &LiveSection::alignmentWanted, this, [this](const QString& program) {
        compare_->choose({Beside::What::Program, program});
        actionOf(this, "browse.compare")->setChecked(true);
    });
    return new BrowsePanel({sentences_, set, captions_, live, boxes_, reasons_->phrase(), new BetaSection(state_),
                            new RegionSection(state_, proposals_), models_});
}

void BrowsePage::showModels() {
    actionOf(this, "browse.panel")->setChecked(true);
    findChild<BrowsePanel*>()->ensureWidgetVisible(models_);
    if (auto* first = models_->findChild<QComboBox*>()) first->setFocus(Qt::OtherFocusReason);
}

void BrowsePage::addActions() {
    actionOf(this, "browse.content")->setEnabled(false);  // until the page is shown
    addLookAction(this);
    addUndo();
    ui::addAction(this, QStringLiteral("browse.own"), tr("Try your own sentence"), QStringLiteral("text"),
                  {QKeySequence(Qt::Key_T)}, [this] { sentences_->focusOwn(); });
    ui::addAction(this, QStringLiteral("browse.annotate"), tr("Annotate this image"), QStringLiteral("annotate"),
                  {QKeySequence(Qt::Key_E)},
                  [this] { Q_EMIT imageRequested(QStringLiteral("annotate"), state_->image()); });
    ui::addToggle(this, QStringLiteral("browse.list"), tr("Image list"), QStringLiteral("panel-left"),
                  {QKeySequence(Qt::CTRL | Qt::Key_B)}, true, [](bool) {});
    ui::addToggle(this, QStringLiteral("browse.panel"), tr("Details"), QStringLiteral("panel-right"),
                  {QKeySequence(Qt::CTRL | Qt::Key_I)}, true, [](bool) {});
}

void BrowsePage::connectGuide() {
    using Hint = GuideLine::Hint;
    connect(sentence_, &AlignedSentence::wordHovered, guide_, [this](int word) {
        if (word >= 0) guide_->followed(Hint::Hover);
    });
    connect(canvas(), &ImageCanvas::boxDrawn, guide_, [this] { guide_->followed(Hint::Draw); });
    connect(state_, &BrowseState::sentenceChanged, guide_, [this] {
        const auto& sentence = state_->sentence();
        if (sentence.typed()) guide_->followed(Hint::Type);
    });
}

// --- changes of the state

void BrowsePage::connectState() {
    connect(state_, &BrowseState::imageChanged, this, &Page::imageShown);
    connect(state_, &BrowseState::detailsChanged, this, &BrowsePage::showFirstSentence);
    connect(state_, &BrowseState::predictionsArrived, this, &BrowsePage::showFirstSentence);
    connect(state_, &BrowseState::failed, this, [this](const base::Error& error) { showError(error); });
    connect(state_, &BrowseState::notAligned, this, [this](const base::Error& error) {
        if (error.code == base::ErrorCode::Io) return picture_->tellMissing(error);
        showErrorOrOfferFeatures(this, error, tr("Aligning"), [this] { state_->align(); });
    });
    connect(picture_, &BrowsePicture::foundAgain, this, [this] {
        if (!state_->ready()) return;
        captions_->ask();
        state_->align();
    });
    connect(search_, &BrowseSearch::foundHere, this, [this](const QString& sentence) {
        sentences_->showOwn(sentence);
        state_->setSentence({sentence});
    });
}

// Of the image that is shown; while a set says sentences, those are its own.
QString BrowsePage::sentenceOfItem() const {
    return state_->shownSet()->speaks() ? QString() : evidence_->sentenceFor(state_->image());
}

// As one of the image's own, where it is one.
void BrowsePage::showSentence(const QString& sentence) {
    if (!state_->ready()) return;
    const auto& own = state_->details().captions;
    const auto found = std::ranges::find(own, sentence.toStdString(), &store::CaptionRecord::text);
    if (found != own.end()) {
        state_->setOwnSentence(static_cast<int>(found - own.begin()));
        return;
    }
    sentences_->showOwn(sentence);
    state_->setSentence({sentence});
}

// The query of an evaluation's item, or the sentence by which the image was found, else the first of the set that is
// shown, or the image's own, or the model's caption.
void BrowsePage::showFirstSentence() {
    if (!state_->ready()) return;
    const ShownSet& set = *state_->shownSet();
    if (const QString wanted = sentenceOfItem(); !wanted.isEmpty()) {
        showSentence(wanted);
    } else if (const QString asked = search_->askedFor(state_->image()); !asked.isEmpty()) {
        sentences_->showOwn(asked);
        state_->setSentence({asked});
    } else if (set.speaks()) {
        if (!state_->setSentenceOfSet(set.first())) showWhyNoSentence();
    } else if (!state_->setOwnSentence(0)) {
        sentence_->setPlain({}, tr("No sentence yet: the model's own caption follows."));
    }
    captions_->ask();
}

void BrowsePage::showWhyNoSentence() {
    state_->setSentence({});
    const auto& regions = setBoxes_->regions();
    sentence_->setPlain({}, regions.empty()
                                ? state_->shownSet()->whyNone()
                                : tr("%1 regions, as “%2” describes them: their texts stand in the details.")
                                      .arg(regions.size())
                                      .arg(state_->set()));
}

void BrowsePage::connectSentence() {
    connect(state_, &BrowseState::projectChanged, this, [this] { sentence_->setPlain({}); });
    connect(state_, &BrowseState::sentenceChanged, this, [this] { sentence_->setCurrentWord(-1); });
    connect(state_, &BrowseState::aligning, this, [this] {
        if (state_->alignment().tokens.empty()) sentence_->setPlain(state_->sentence().text);
    });
    connect(state_, &BrowseState::alignmentChanged, this, [this] {
        if (state_->alignment().tokens.empty())
            sentence_->setPlain(state_->sentence().text);
        else
            sentence_->setAlignment(state_->alignment(), state_->numbers(), state_->shown(), originOf(*state_));
    });
    connect(state_, &BrowseState::litChanged, this,
            [this] { sentence_->setLit(state_->lit().region, state_->lit().word); });
    connect(sentence_, &AlignedSentence::wordHovered, state_, &BrowseState::lightWord);
    connect(sentence_, &AlignedSentence::currentWordChanged, state_, &BrowseState::lightWord);
    connect(sentence_, &AlignedSentence::wordClicked, state_, [this](int word) {
        state_->lightWord(word);
        state_->togglePin();
    });
}

// --- the picture and the boxes on it

void BrowsePage::connectPicture() {
    picture_->addLayer([this](auto& overlays) { search_->addOverlays(overlays); });
    picture_->addLayer([this](auto& overlays) {
        if (described_->replacesAlignment()) overlays.clear();  // the proposals that the slider shows stay
    });
    picture_->addLayer([this](auto& overlays) { evidence_->addOverlays(overlays); });
    picture_->addLayer([this](auto& overlays) { proposals_->addOverlays(overlays); });
    picture_->addLayer([this](auto& overlays) { picture_->addLit(overlays); });
    picture_->addLayer([this](auto& overlays) {
        if (!described_->replacesAlignment()) setBoxes_->addOverlays(overlays);
    });
    picture_->addLayer([this](auto& overlays) { described_->addOverlays(overlays); });
    picture_->addLayer([this](auto& overlays) { reasons_->addOverlays(overlays); });
    connect(evidence_, &BrowseEvidence::overlaysChanged, picture_, &BrowsePicture::showOverlays);
    connect(evidence_, &BrowseEvidence::imageWanted, images_, &BrowseImages::show);
    connect(evidence_, &BrowseEvidence::sentenceWanted, this, &BrowsePage::showSentence);
    connect(proposals_, &BrowseProposals::overlaysChanged, picture_, &BrowsePicture::showOverlays);
    connect(boxes_, &BrowseBoxes::overlaysChanged, picture_, &BrowsePicture::showOverlays);
    connect(reasons_, &BrowseReasons::overlaysChanged, picture_, &BrowsePicture::showOverlays);
    connect(picture_, &BrowsePicture::shown, this, &BrowsePage::pictureShown);
    connect(canvas(), &ImageCanvas::clicked, this, [this](const OverlayId& id) {
        described_->choose(id);
        state_->pin({id.regionIndex()});
    });
    connect(canvas(), &ImageCanvas::cancelled, this, &BrowsePage::leave);
    connect(drawer_, &BrowseDrawer::wordChosen, this, &BrowsePage::searchWanted);
    connect(drawer_->differences(), &BrowseDifferences::chosen, this, &BrowsePage::showDifference);
}

void BrowsePage::showDifference(qint64 image, const QString& set, const QString& other) {
    state_->showSet(set);
    compare_->choose(other.isEmpty() ? Beside{Beside::What::Truth} : Beside{Beside::What::Set, other});
    actionOf(this, "browse.compare")->setChecked(true);
    images_->open(image);
}

void BrowsePage::leave() {
    if (reasons_->leave()) return;
    boxes_->leave();
    setBoxes_->pin(-1);
    sentence_->setCurrentWord(-1);
    state_->pin({});
}

// --- models

void BrowsePage::connectModels() {
    connect(bridge(), &Bridge::modelsChanged, this, [this](const project::ProjectInfo& project) {
        models_->setProject(project, false);
        compare_->setProject(project);
        proposals_->setProject(project, false);
        if (isVisible()) askNewModels();
    });
    connect(models_, &ModelSection::changed, this, [this](project::ModelKind kind) {
        if (kind == project::ModelKind::Alignment) {
            drawer_->refreshNorms();
            state_->align();
            search_->askAgain();
        } else if (kind == project::ModelKind::Caption) {
            captions_->askAgain();
        }
    });
}

void BrowsePage::askNewModels() {
    if (!bridge()->project() || state_->image() == 0) return;
    models_->compare();
    described_->setModel(fileInUse(*bridge()->project(), project::ModelKind::Region));
}

// --- Page

void BrowsePage::setProject(const project::ProjectInfo& project) {
    const bool another = project.folder != state_->project();
    models_->setProject(project, another);
    compare_->setProject(project);
    proposals_->setProject(project, another);
    images_->setProject(project);
    if (another) {
        described_->forget();
        search_->set({}, SearchMode::Captions);
        guide_->setProject(project.folder);
        state_->setProject(project.folder);
    }
    described_->setModel(fileInUse(project, project::ModelKind::Region));
    if (isVisible()) activated();
}

void BrowsePage::activated() {
    drawer_->refreshNorms();
    askNewModels();
    images_->activated();
}

void BrowsePage::deactivated() {
    state_->keepBeta();
}

void BrowsePage::showImage(std::int64_t image) {
    images_->show(image);
}

void BrowsePage::showItem(const ShownItem& item) {
    images_->show(item.image);
    evidence_->showItem(item);
    // Of the same image as before nothing else is loaded that would bring its sentence.
    if (const QString sentence = sentenceOfItem(); state_->ready() && !sentence.isEmpty()) showSentence(sentence);
}

void BrowsePage::showFile(const std::filesystem::path& file) {
    images_->showFile(file);
}

void BrowsePage::showSet(const QString& name) {
    state_->showSet(name);
}

void BrowsePage::setSearch(const QString& text, SearchMode mode) {
    search_->set(text, mode);
}

QString BrowsePage::nowShown() const {
    if (state_->image() == 0) return tr("Now: no photograph is open.");
    QStringList said{saidNow()};
    const bool setSays = !described_->replacesAlignment() && (state_->alignment().tokens.empty() || state_->bySet());
    if (!state_->set().isEmpty() && !setSays)
        said += tr("Under “Shown” stands the prediction set “%1”.").arg(state_->set());
    if (reasons_->covered()) said += tr("A part of the picture is covered.");
    return said.join(QLatin1Char(' '));
}

QString BrowsePage::saidNow() const {
    if (described_->replacesAlignment())
        return tr("Now: the model's own captions of %1 boxes. %2 brings the words and their boxes back.")
            .arg(described_->results().size())
            .arg(actionOf(this, "browse.describe")->shortcut().toString(QKeySequence::NativeText));
    const auto& alignment = state_->alignment();
    if (const QString whose = whoseOutput(*state_, false);
        !whose.isEmpty() && (alignment.tokens.empty() || state_->bySet()))
        return tr("Now: what the prediction set “%1” says of the photograph.").arg(whose);
    if (alignment.tokens.empty()) return tr("Now: a photograph without an aligned sentence.");
    std::set<int> won;
    for (const auto& segment : state_->segments()) won.insert(segment.region);
    const auto words = std::ranges::count(state_->shown(), true);
    return tr("Now: “%1”. Its %2 words%3 share %4 of the %5 regions of the photograph, at β %6.")
        .arg(state_->sentence().text)
        .arg(words)
        .arg(state_->contentOnly() ? tr(" in colour") : QString())
        .arg(won.size())
        .arg(alignment.regions.size())
        .arg(state_->beta(), 0, 'f', 2);
}

bool BrowsePage::settled() const {
    if (!images_->listed()) return false;
    if (images_->model()->images().empty()) return true;
    if (drawer_->waiting() || compare_->waiting() || described_->waiting()) return false;
    return state_->ready() && picture_->here() && captions_->here() && state_->aligned() &&
           !images_->model()->waiting();
}

ImageCanvas* BrowsePage::canvas() const {
    return picture_->canvas();
}

std::int64_t BrowsePage::currentImage() const {
    return state_->image();
}

const model::Alignment& BrowsePage::alignment() const {
    return state_->alignment();
}

const std::vector<model::Caption>& BrowsePage::captions() const {
    return captions_->captions();
}

QByteArray BrowsePage::layoutState() const {
    return layout_->state(state_->beta(), QString::fromStdU16String(state_->project().u16string()), state_->image());
}

void BrowsePage::restoreLayout(const QByteArray& state) {
    QString project;
    qint64 image = 0;
    if (layout_->restore(state, &project, &image)) images_->setLast(project, image);
}

// What stands in the menu of the window is for this page alone.
void BrowsePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    for (const char* id : {"browse.content", "browse.differences"}) actionOf(this, id)->setEnabled(true);
}

void BrowsePage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    for (const char* id : {"browse.content", "browse.differences"}) actionOf(this, id)->setEnabled(false);
}

// Arrow keys move through words and regions wherever the focus is, except in text fields and lists.
void BrowsePage::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) return event->ignore();
    switch (event->key()) {
        case Qt::Key_H:
            return canvas()->setOverlaysVisible(false);
        case Qt::Key_Escape:
            return leave();
        case Qt::Key_Return:
        case Qt::Key_Enter:
            return state_->togglePin();
        case Qt::Key_Up:
            picture_->stepRegion(-1, true);
            return;
        case Qt::Key_Down:
            picture_->stepRegion(1, true);
            return;
        case Qt::Key_Left:
            return sentence_->setCurrentWord(std::max(sentence_->currentWord() - 1, 0));
        case Qt::Key_Right:
            return sentence_->setCurrentWord(sentence_->currentWord() + 1);
        default:
            return event->ignore();
    }
}

void BrowsePage::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_H && !event->isAutoRepeat()) return canvas()->setOverlaysVisible(true);
    event->ignore();
}

}  // namespace legenda::ui
