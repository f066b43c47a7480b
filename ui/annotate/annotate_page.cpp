// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_page.h"

#include "ui/annotate/annotate_cards.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_drafts.h"
#include "ui/annotate/annotate_edits.h"
#include "ui/annotate/annotate_foot.h"
#include "ui/annotate/annotate_picture.h"
#include "ui/annotate/annotate_place.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/annotate/annotate_selection.h"
#include "ui/annotate/annotate_tools.h"
#include "ui/annotate/earlier_texts.h"
#include "ui/annotate/people/foreign_boxes.h"
#include "ui/annotate/people/mark_bar.h"
#include "ui/annotate/people/people_state.h"
#include "ui/annotate/people/tasks_dialog.h"
#include "ui/annotate/phrases/phrase_document.h"
#include "ui/annotate/phrases/phrases_mode.h"
#include "ui/annotate/review/review_panel.h"
#include "ui/annotate/review/suggest_regions.h"
#include "ui/annotate/save_elsewhere.h"
#include "ui/annotate/snippet_files.h"
#include "ui/bridge/convert.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/actions.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/layout/splitter_sizes.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

const char* const kSplitterKey = "annotate/splitter";

}  // namespace

AnnotatePage::AnnotatePage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("annotate"), tr("Annotate"), QStringLiteral("annotate"), bridge, parent),
      people_(new PeopleState(bridge, this)),
      document_(new AnnotateDocument(bridge, this)) {
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("annotateSplitter"));
    splitter->setHandleWidth(1);
    queue_ = new AnnotateQueue(bridge, people_, splitter);
    canvas_ = new ImageCanvas;
    cards_ = new AnnotateCards(document_);
    edits_ = new AnnotateEdits(this, document_, canvas_, cards_);
    picture_ = new AnnotatePicture(this, canvas_);
    place_ = new AnnotatePlace(bridge, canvas_, edits_->selection(), this);
    auto* files = new SnippetFiles(this);
    tools_ = new AnnotateTools(this, document_, edits_, cards_, canvas_, files);
    splitter->addWidget(queue_);
    splitter->addWidget(makeCentre());
    review_ = new ReviewPanel(bridge, people_, queue_->model());
    auto* right = new QStackedWidget(splitter);
    right->addWidget(phrases_->sideWith(cards_));
    right->addWidget(review_);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setStretchFactor(2, 0);
    queue_->setMinimumWidth(216);
    splitter->setSizes({248, 700, 320});
    splitter->setCollapsible(1, false);
    keepSizes(splitter, QLatin1String(kSplitterKey), {248, 0, 320});
    stack_ = new QStackedWidget(this);
    stack_->addWidget(makeEmpty());
    stack_->addWidget(splitter);
    setContent(stack_);
    connectParts();
    connectProject();
    connectPeople();
    connect(files, &SnippetFiles::imported, this, [this] {
        reloadImages();
        document_->reload();
    });
    connect(qApp, &QCoreApplication::aboutToQuit, this, &AnnotatePage::flush);
    documentChanged();
}

AnnotatePage::~AnnotatePage() {
    // The last typed text is committed even now; the engine writes it before it ends.
    flush();
}

void AnnotatePage::connectParts() {
    connect(queue_, &AnnotateQueue::chosen, this, &AnnotatePage::openImage);
    connect(tools_, &AnnotateTools::stepRequested, this, &AnnotatePage::step);
    connect(tools_, &AnnotateTools::copyToNextRequested, this, [this] {
        const std::int64_t next = queue_->neighbour(image_, 1, false);
        if (next == 0) return toast(tr("This is the last image."));
        edits_->copySelected();
        edits_->pasteOnceOpened();
        queue_->setCurrent(next);
    });
    connect(cards_, &AnnotateCards::drawRequested, tools_, &AnnotateTools::draw);
    connect(edits_->selection(), &AnnotateSelection::changed, this, &AnnotatePage::documentChanged);
    connect(edits_->selection(), &AnnotateSelection::flagsChanged, this, &AnnotatePage::documentChanged);
    connect(cards_, &AnnotateCards::orphaned, this, &AnnotatePage::offerBack);
    connect(cards_, &AnnotateCards::completionsWanted, new EarlierTexts(bridge(), this), &EarlierTexts::offer);
    connect(picture_, &AnnotatePicture::shown, this, [this] {
        syncOverlays();
        checkOpened();
    });
    connect(document_, &AnnotateDocument::changed, this, &AnnotatePage::documentChanged);
    connect(phrases_, &PhrasesMode::toggled, edits_, [this](bool on) { edits_->useCanvas(!on); });
    connect(phrases_, &PhrasesMode::toggled, this, &AnnotatePage::syncOverlays);
    connect(phrases_, &PhrasesMode::overlaysChanged, this, &AnnotatePage::syncOverlays);
    connect(document_, &AnnotateDocument::committed, this, [this](qint64 image, int boxes) {
        queue_->model()->setBoxCount(image, boxes);
        queue_->refresh();
        foot_->refresh();
    });
}

void AnnotatePage::connectProject() {
    connect(bridge(), &Bridge::annotationSaved, this, [this](qint64 image, const store::EditOutcome& outcome) {
        queue_->model()->setBoxCount(image, AnnotateDocument::countBoxes(outcome.regions));
    });
    connect(bridge(), &Bridge::annotationsChanged, this, &AnnotatePage::changedElsewhere);
    connect(bridge(), &Bridge::imagesChanged, this, [this] {
        imagesStale_ = true;
        if (isVisible()) reloadImages();
    });
    connect(bridge(), &Bridge::sentencesChanged, this, [this](qint64 image) {
        if (listed_ && image_ != 0 && (image == 0 || image == image_)) phrases_->reload();
    });
    auto* drafts = new AnnotateDrafts(this, document_);
    connect(cards_, &AnnotateCards::drafted, drafts, &AnnotateDrafts::keep);
    connect(cards_, &AnnotateCards::committed, drafts, &AnnotateDrafts::forget);
    connect(drafts, &AnnotateDrafts::showRequested, queue_, &AnnotateQueue::setCurrent);
}

void AnnotatePage::connectPeople() {
    auto* marks = new MarkBar(this, document_, queue_, people_);
    connect(marks, &MarkBar::aboutToMark, this, &AnnotatePage::flush);
    foot_->add(new SaveElsewhere(this, document_, phrases_->document()));
    queue_->addBelow(marks);
    const auto tasks = [this] { TasksDialog::show(bridge(), people_, queue_->model(), window()); };
    ui::addAction(this, QStringLiteral("annotate.tasks"), tr("Tasks and progress …"), QStringLiteral("list"), {},
                  tasks);
    connect(queue_, &AnnotateQueue::tasksWanted, this, tasks);
    connect(queue_, &AnnotateQueue::failed, this, [this](const base::Error& error) { showError(error); });
    connect(people_, &PeopleState::failed, this, [this](const base::Error& error) { showError(error); });
    connect(people_, &PeopleState::changed, this, &AnnotatePage::syncOverlays);
    tools_->addButtonFor((new SuggestRegions(this, document_))->action());
    QAction* review = ui::addToggle(this, QStringLiteral("annotate.review"), tr("Review: compare the annotators"),
                                    QStringLiteral("compare"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R)}, false,
                                    [this](bool on) {
                                        flush();
                                        if (on) phrases_->setOn(false);
                                        auto* right = static_cast<QStackedWidget*>(review_->parentWidget());
                                        right->setCurrentIndex(on ? 1 : 0);
                                        review_->setActive(on);
                                    });
    review->setIconText(tr("Review"));
    auto* open = new QToolButton;
    open->setDefaultAction(review);
    theme::setIconSide(open, 16);
    open->setFocusPolicy(Qt::TabFocus);
    queue_->addBeside(open);
    connect(review_, &ReviewPanel::closed, review, [review] { review->setChecked(false); });
    connect(review_, &ReviewPanel::changed, this, &AnnotatePage::syncOverlays);
    connect(review_, &ReviewPanel::imageWanted, queue_, &AnnotateQueue::setCurrent);
    connect(review_, &ReviewPanel::failed, this, [this](const base::Error& error) { showError(error); });
    connect(review_, &ReviewPanel::done, this, [this](qint64 image, const QString& sentence, qint64 action) {
        if (image == image_) document_->savedBeside();
        toast(sentence, tr("Undo"), [this, image, action] { document_->undoAction(image, action); });
    });
    // Texts that are being typed are still the former annotator's.
    connect(people_, &PeopleState::viewerAboutToChange, this, &AnnotatePage::flush);
    connect(people_, &PeopleState::viewerChanged, this, [this] {
        document_->reload();
        phrases_->reload();
        countBoxes([this] { foot_->refresh(); });
    });
}

QWidget* AnnotatePage::makeEmpty() {
    return projectHint(
        this, QStringLiteral("annotate"), tr("Annotate"),
        tr("Draw boxes on your photographs and say what is in them. Open a project, or look around in the demo."));
}

QWidget* AnnotatePage::makeCentre() {
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(tools_);
    canvas_->setObjectName(QStringLiteral("canvas"));
    canvas_->setFocusPolicy(Qt::StrongFocus);
    canvas_->setAccessibleName(tr("Photograph"));
    canvas_->installEventFilter(this);
    column->addWidget(canvas_, 1);
    phrases_ = new PhrasesMode(this, canvas_, document_, people_);
    column->addWidget(phrases_->strip());
    foot_ = new AnnotateFoot(document_, queue_, centre);
    column->addWidget(foot_);
    return centre;
}

QString AnnotatePage::selected() const {
    return edits_->selected();
}

AnnotateSelection* AnnotatePage::selection() const {
    return edits_->selection();
}

std::vector<RegionCard*> AnnotatePage::cards() const {
    return cards_->all();
}

void AnnotatePage::flush() {
    cards_->flush();
}

void AnnotatePage::setProject(const project::ProjectInfo& project) {
    stack_->setCurrentIndex(1);
    if (folder_ == project.folder && project.counts.total() == std::ssize(queue_->model()->images())) return;
    if (folder_ != project.folder) {
        // Another project is open already: the page's contents belong to the previous one and must not be written into
        // this one.
        clearError();
        image_ = 0;
        queue_->model()->setImages({});  // those of a copy of the project are the same, and one of them is current
        edits_->selection()->forget();
        edits_->forgetCopy();
        place_->forget();
        document_->open(0);
        phrases_->open(0);
        people_->open(project.folder);
    }
    folder_ = project.folder;
    imagesStale_ = true;
    if (isVisible()) reloadImages();
}

void AnnotatePage::activated() {
    if (window() != watched_) {
        watched_ = window();
        watched_->installEventFilter(this);
    }
    if (!bridge()->project()) return;
    stack_->setCurrentIndex(1);
    canvas_->setFocus();
    if (imagesStale_) return reloadImages();
    if (wanted_ != 0) queue_->setCurrent(std::exchange(wanted_, 0));
    document_->reload();
    phrases_->reload();
}

void AnnotatePage::deactivated() {
    flush();
}

void AnnotatePage::showImage(std::int64_t image) {
    if (image == image_) return;
    wanted_ = image;
    if (isVisible() && listed_) queue_->setCurrent(std::exchange(wanted_, 0));
}

void AnnotatePage::setSearch(const QString& text, SearchMode mode) {
    if (mode != SearchMode::Captions) return;
    if (text.trimmed().isEmpty()) return queue_->setOnly(std::nullopt);
    bridge()->images().searchCaptions(this, text, [this](base::Result<std::vector<std::int64_t>> images) {
        if (!images) return showError(images.error());
        queue_->setOnly(std::move(*images));
    });
}

bool AnnotatePage::settled() const {
    if (!bridge()->project()) return true;
    return listed_ && (image_ == 0 || (picture_->loaded() && document_->loaded() && phrases_->settled()));
}

QString AnnotatePage::nowShown() const {
    if (!bridge()->project()) return {};
    if (image_ == 0) return tr("Now: no photograph is open.");
    const auto& regions = document_->regions();
    const auto suggested = std::ranges::count(regions, true, &store::RegionRecord::suggested);
    return tr("Now: a photograph with %1 boxes and %2 suggestions.")
        .arg(static_cast<std::ptrdiff_t>(regions.size()) - suggested)
        .arg(suggested);
}

int AnnotatePage::unwritten() const {
    return document_->unwritten() + phrases_->unwritten();
}

bool AnnotatePage::writing() const {
    return document_->saved() == AnnotateDocument::Saved::Saving || phrases_->writing();
}

void AnnotatePage::writeAgain() {
    flush();
    document_->retry();
    phrases_->writeAgain();
}

void AnnotatePage::reloadImages() {
    imagesStale_ = false;
    listed_ = false;
    place_->recall([this] { listImages(); });
}

void AnnotatePage::listImages() {
    bridge()->images().list(this, [this](base::Result<SharedImages> images) {
        if (!images) return showError(images.error());
        queue_->model()->setList(std::move(*images));
        countBoxes([this] {
            listed_ = true;
            std::int64_t first = queue_->model()->idAt(0);
            for (const std::int64_t wanted : {std::int64_t(place_->image()), image_, wanted_})
                if (queue_->model()->find(wanted)) first = wanted;
            wanted_ = 0;
            if (queue_->model()->rowOf(first) >= 0)
                queue_->setCurrent(first);
            else if (queue_->model()->rowCount() > 0)
                queue_->setCurrent(queue_->model()->idAt(0));
            else
                openImage(0);
            foot_->refresh();
        });
    });
}

void AnnotatePage::countBoxes(std::function<void()> then) {
    bridge()->annotations().regionCounts(this, [this, then = std::move(then)](auto counts) {
        if (!counts) return showError(counts.error());
        queue_->model()->setBoxCounts(std::move(*counts));
        queue_->refresh();
        if (then) then();
    });
}

// What is being typed stays in its field.
void AnnotatePage::changedElsewhere(const std::vector<std::int64_t>& images, bool all) {
    if (!bridge()->project() || !listed_) return;
    if (all || std::ranges::find(images, image_) != images.end()) {
        document_->reload();
        phrases_->reload();
    }
    if (all)
        reloadImages();
    else
        countBoxes();
}

void AnnotatePage::offerBack(const QRectF& box, const QString& text) {
    base::Error gone;
    gone.code = base::ErrorCode::BadInput;
    gone.message = tr("The box was deleted by another window or program while its text was being typed: “%1”")
                       .arg(text)
                       .toStdString();
    showError(gone, tr("Put it back"), [this, box, text] {
        clearError();
        edits_->select(document_->create(box, text));
    });
}

void AnnotatePage::openImage(std::int64_t image) {
    if (image == image_ && image != 0) {
        // A photograph that was missing may be there again.
        if (picture_->loaded() && canvas_->image().isNull()) picture_->open(image);
        return document_->reload();
    }
    flush();
    image_ = image;
    edits_->selection()->forget();
    opened_ = false;
    canvas_->setMode(ImageCanvas::Mode::Select);
    canvas_->setOverlays({});
    document_->open(image);
    phrases_->open(image);
    place_->setImage(image);
    picture_->open(image);
    if (image == 0) return;
    Q_EMIT imageShown(image);
}

void AnnotatePage::step(int direction, bool unreviewed) {
    const std::int64_t next = queue_->neighbour(image_, direction, unreviewed);
    if (next != 0) return queue_->setCurrent(next);
    flush();
    toast(unreviewed      ? tr("No more images without boxes this way.")
          : direction > 0 ? tr("This is the last image.")
                          : tr("This is the first image."));
}

void AnnotatePage::documentChanged() {
    edits_->selection()->keepOnly([this](const QString& region) { return document_->indexOf(region) >= 0; });
    cards_->sync(*edits_->selection());
    syncOverlays();
    // Counted at once: "next image without boxes" may follow before the engine has answered.
    if (document_->loaded() && queue_->model()->boxCount(image_) != document_->boxes()) {
        queue_->model()->setBoxCount(image_, document_->boxes());
        queue_->refresh();
    }
    foot_->refresh();
    tools_->enableActions();
    checkOpened();
}

// Once for each image that is opened.
void AnnotatePage::checkOpened() {
    if (opened_ || image_ == 0 || !picture_->loaded() || !document_->loaded()) return;
    opened_ = true;
    place_->restore(image_);
    edits_->opened();
}

void AnnotatePage::syncOverlays() {
    if (phrases_->on()) return canvas_->setOverlays(phrases_->overlays());
    std::vector<Overlay> overlays;
    const auto& regions = document_->regions();
    const AnnotateSelection& selection = *edits_->selection();
    for (std::size_t i = 0; i < regions.size(); ++i) {
        Overlay overlay;
        const QString uuid = QString::fromStdString(regions[i].uuid);
        if (selection.hidden(uuid)) continue;
        // A frame around everything would only be in the way of what is inside.
        if (regions[i].whole && !selection.contains(uuid)) continue;
        const QString text =
            regions[i].snippets.empty() ? QString() : QString::fromStdString(regions[i].snippets.front().text);
        overlay.id = OverlayId::annotated(uuid);
        overlay.box = toQt(regions[i].box);
        overlay.colour = static_cast<int>(i);
        overlay.number = static_cast<int>(i) + 1;
        overlay.selected = selection.contains(uuid);
        overlay.grey = regions[i].suggested;
        const QString what = overlay.grey ? tr("Suggestion %1") : tr("Box %1");
        overlay.name =
            text.isEmpty() ? tr("%1, no text yet").arg(what.arg(i + 1)) : tr("%1: %2").arg(what.arg(i + 1), text);
        overlay.editable = !selection.locked(uuid) && !regions[i].whole;
        overlay.dashed = overlay.grey || document_->unsaved(uuid);
        // The texts are beside the picture already; on it they are shown for the selected box only.
        if (overlay.grey)
            overlay.label = overlay.selected && !text.isEmpty() ? tr("Suggestion: %1").arg(text) : tr("Suggestion");
        else if (overlay.selected)
            overlay.label = text;
        drawAsAnnotators(*people_, regions[i], overlay);
        review_->emphasise(overlay);
        overlays.push_back(std::move(overlay));
    }
    canvas_->setOverlays(std::move(overlays));
}

bool AnnotatePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == watched_ && event->type() == QEvent::Close) flush();
    if (watched == canvas_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier && !document_->regions().empty())
            return edits_->selectNeighbour(1), true;
        if (key->key() == Qt::Key_Backtab && !document_->regions().empty()) return edits_->selectNeighbour(-1), true;
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && canvas_->mode() == ImageCanvas::Mode::Select && !edits_->selected().isEmpty())
            return edits_->editSelected(), true;
    }
    return Page::eventFilter(watched, event);
}

}  // namespace legenda::ui
