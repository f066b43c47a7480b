// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_page.h"

#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/annotate/region_card.h"
#include "ui/bridge/preferences.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/column_scroll.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kPictureSide = 2048;  // pixels of the longer side that the canvas is given
const char* const kSplitterKey = "annotate/splitter";

}  // namespace

AnnotatePage::AnnotatePage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("annotate"), tr("Annotate"), QStringLiteral("annotate"), bridge, parent) {
    document_ = new AnnotateDocument(bridge, this);
    makeActions();
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("annotateSplitter"));
    splitter->setHandleWidth(1);
    queue_ = new AnnotateQueue(bridge, splitter);
    splitter->addWidget(queue_);
    splitter->addWidget(makeCentre());
    splitter->addWidget(makeCards());
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setStretchFactor(2, 0);
    queue_->setMinimumWidth(200);
    splitter->setSizes({248, 700, 320});
    splitter->setCollapsible(1, false);
    splitter->restoreState(preference(QLatin1String(kSplitterKey)).toByteArray());
    connect(splitter, &QSplitter::splitterMoved, this,
            [splitter] { setPreference(QLatin1String(kSplitterKey), splitter->saveState()); });
    stack_ = new QStackedWidget(this);
    stack_->addWidget(makeEmpty());
    stack_->addWidget(splitter);
    setContent(stack_);

    connect(queue_, &AnnotateQueue::chosen, this, &AnnotatePage::openImage);
    connect(document_, &AnnotateDocument::changed, this, &AnnotatePage::documentChanged);
    connect(document_, &AnnotateDocument::savedChanged, this, &AnnotatePage::updateFoot);
    connect(document_, &AnnotateDocument::failed, this, &AnnotatePage::editFailed);
    connect(document_, &AnnotateDocument::committed, this, [this](qint64 image, int boxes) {
        queue_->model()->setCount(image, boxes);
        queue_->refresh();
        updateFoot();
    });
    connect(bridge, &Bridge::annotationSaved, this, [this](qint64 image, const store::EditOutcome& outcome) {
        queue_->model()->setCount(image, static_cast<int>(outcome.regions.size()));
    });
    connect(document_, &AnnotateDocument::undone, this, [this](const QString& label, bool redone) {
        toast(redone ? tr("Done again: %1").arg(label) : tr("Undone: %1").arg(label));
    });
    savedTimer_.setInterval(1000);
    connect(&savedTimer_, &QTimer::timeout, this, &AnnotatePage::updateFoot);
    savedTimer_.start();
    connect(qApp, &QCoreApplication::aboutToQuit, this, &AnnotatePage::flush);
    documentChanged();
}

AnnotatePage::~AnnotatePage() {
    // What was typed last is handed on even now; the engine writes it before it ends.
    flush();
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
    column->addWidget(makeToolbar());
    canvas_ = new ImageCanvas(centre);
    canvas_->setObjectName(QStringLiteral("canvas"));
    canvas_->setFocusPolicy(Qt::StrongFocus);
    canvas_->setAccessibleName(tr("Photograph"));
    canvas_->installEventFilter(this);
    column->addWidget(canvas_, 1);
    auto* foot = new QFrame(centre);
    foot->setProperty("panel", true);
    auto* line = new QHBoxLayout(foot);
    line->setContentsMargins(theme::kSpace3, 6, theme::kSpace3, 6);
    foot_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, foot);
    foot_->setObjectName(QStringLiteral("foot"));
    saved_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, foot);
    saved_->setObjectName(QStringLiteral("saved"));
    line->addWidget(foot_, 1);
    line->addWidget(saved_);
    column->addWidget(foot);

    connect(canvas_, &ImageCanvas::boxDrawn, this, &AnnotatePage::boxDrawn);
    connect(canvas_, &ImageCanvas::boxChanged, this,
            [this](const OverlayId& id, const QRectF& box) { document_->setBox(id.uuid, inside(box)); });
    connect(canvas_, &ImageCanvas::clicked, this, [this](const OverlayId& id) { select(id.uuid); });
    connect(canvas_, &ImageCanvas::doubleClicked, this, [this](const OverlayId& id) {
        if (id.isNone()) return;
        select(id.uuid);
        editSelected();
    });
    connect(canvas_, &ImageCanvas::deleteRequested, this, [this](const OverlayId& id) { deleteSelected(id.uuid); });
    connect(canvas_, &ImageCanvas::cancelled, this, [this] { select({}); });
    connect(canvas_, &ImageCanvas::modeChanged, this, [this](ImageCanvas::Mode mode) {
        actions_[QStringLiteral("annotate.draw")]->setChecked(mode == ImageCanvas::Mode::Draw);
        actions_[QStringLiteral("annotate.edit")]->setChecked(mode == ImageCanvas::Mode::Select);
    });
    connect(canvas_, &ImageCanvas::zoomChanged, this,
            [this](double zoom) { zoom_->setText(tr("%1 %").arg(qRound(zoom * devicePixelRatioF() * 100))); });
    return centre;
}

QWidget* AnnotatePage::makeToolbar() {
    auto* bar = new QFrame(this);
    bar->setProperty("panel", true);
    auto* line = new QHBoxLayout(bar);
    line->setContentsMargins(theme::kSpace2, 4, theme::kSpace2, 4);
    line->setSpacing(2);
    const auto button = [&](const char* id, bool text = false) {
        auto* tool = new QToolButton(bar);
        tool->setDefaultAction(actions_.at(QLatin1String(id)));
        tool->setIconSize({18, 18});
        tool->setFocusPolicy(Qt::TabFocus);
        if (text) tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        line->addWidget(tool);
    };
    const auto gap = [&] {
        auto* rule = new QFrame(bar);
        rule->setFrameShape(QFrame::VLine);
        rule->setFixedHeight(18);
        rule->setEnabled(false);
        line->addSpacing(4);
        line->addWidget(rule, 0, Qt::AlignVCenter);
        line->addSpacing(4);
    };
    button("annotate.draw", true);
    button("annotate.edit");
    gap();
    for (const char* id : {"annotate.undo", "annotate.redo", "annotate.duplicate", "annotate.delete"}) button(id);
    gap();
    for (const char* id : {"annotate.previous", "annotate.next"}) button(id);
    line->addStretch(1);
    for (const char* id : {"annotate.zoomOut", "annotate.zoomIn", "annotate.fit", "annotate.overlays"}) {
        button(id);
        if (QLatin1String(id) != QLatin1String("annotate.zoomOut")) continue;
        zoom_ = new ToneLabel(tr("100 %"), theme::Type::Small, ToneLabel::Tone::Weak, bar);
        zoom_->setAlignment(Qt::AlignCenter);
        zoom_->setMinimumWidth(44);
        line->addWidget(zoom_);
    }
    gap();
    button("annotate.import");
    button("annotate.export");
    return bar;
}

QWidget* AnnotatePage::makeCards() {
    auto* panel = new QFrame(this);
    panel->setProperty("panel", true);
    panel->setMinimumWidth(260);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(0, theme::kSpace3, 0, 0);
    column->setSpacing(theme::kSpace2);
    boxesTitle_ = new ToneLabel(tr("Boxes"), theme::Type::Base, ToneLabel::Tone::Normal, panel);
    boxesTitle_->setType(theme::Type::Base, QFont::DemiBold);
    boxesTitle_->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    column->addWidget(boxesTitle_);
    noBoxes_ = new PageHint(
        QStringLiteral("draw"), {}, tr("No boxes on this image yet. Press R and drag over what you want to describe."),
        tr("Draw a box"), [this] { actions_.at(QStringLiteral("annotate.draw"))->trigger(); }, panel);
    column->addWidget(noBoxes_, 1);
    scroll_ = new ColumnScroll(panel);
    scroll_->setObjectName(QStringLiteral("cards"));
    auto* list = new QWidget(scroll_);
    list->setProperty("transparent", true);
    cardsLayout_ = new QVBoxLayout(list);
    cardsLayout_->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, theme::kSpace3);
    cardsLayout_->setSpacing(theme::kSpace2);
    cardsLayout_->addStretch(1);
    scroll_->setWidget(list);
    column->addWidget(scroll_, 1);
    return panel;
}

void AnnotatePage::setProject(const project::ProjectInfo& project) {
    stack_->setCurrentIndex(1);
    if (folder_ == project.folder && project.counts.total() == queue_->model()->total()) return;
    if (folder_ != project.folder) {
        // Another project is open already: what is on the page belongs to the one before and must not be written into
        // this one.
        clearError();
        image_ = 0;
        selected_.clear();
        copied_ = {};
        document_->open(0);
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
    return listed_ && (image_ == 0 || (pictureLoaded_ && document_->loaded()));
}

int AnnotatePage::unwritten() const {
    return document_->unwritten();
}

bool AnnotatePage::writing() const {
    return document_->saved() == AnnotateDocument::Saved::Saving;
}

void AnnotatePage::writeAgain() {
    flush();
    document_->retry();
}

void AnnotatePage::reloadImages() {
    imagesStale_ = false;
    listed_ = false;
    bridge()->images().list(this, [this](base::Result<std::vector<store::ImageRecord>> images) {
        if (!images) return showError(images.error());
        queue_->model()->setImages(std::move(*images));
        bridge()->annotations().regionCounts(this, [this](base::Result<std::map<std::int64_t, int>> counts) {
            if (!counts) return showError(counts.error());
            queue_->model()->setCounts(std::move(*counts));
            queue_->refresh();
            listed_ = true;
            const std::int64_t first = wanted_ != 0 ? wanted_ : image_ != 0 ? image_ : queue_->model()->imageAt(0);
            wanted_ = 0;
            if (queue_->model()->rowOf(first) >= 0)
                queue_->setCurrent(first);
            else if (queue_->model()->rowCount() > 0)
                queue_->setCurrent(queue_->model()->imageAt(0));
            else
                openImage(0);
            updateFoot();
        });
    });
}

void AnnotatePage::openImage(std::int64_t image) {
    if (image == image_ && image != 0) return document_->reload();
    flush();
    image_ = image;
    selected_.clear();
    pictureLoaded_ = false;
    canvas_->setMode(ImageCanvas::Mode::Select);
    canvas_->setOverlays({});
    document_->open(image);
    if (image == 0) return canvas_->setMessage(tr("This project has no images yet."));
    bridge()->images().picture(this, image, kPictureSide, [this, image](base::Result<LoadedPicture> picture) {
        if (image != image_ || (!picture && dropped(picture.error()))) return;
        pictureLoaded_ = true;
        if (!picture) {
            canvas_->setImage({}, {});
            canvas_->setMessage(QString::fromStdString(picture.error().message));
            return;
        }
        canvas_->setImage(picture->image, picture->fullSize);
        syncOverlays();
    });
    Q_EMIT imageShown(image);
}

void AnnotatePage::step(int direction, bool unreviewed) {
    const std::int64_t next = queue_->model()->neighbour(image_, direction, unreviewed);
    if (next != 0) return queue_->setCurrent(next);
    flush();
    toast(unreviewed      ? tr("No more images without boxes this way.")
          : direction > 0 ? tr("This is the last image.")
                          : tr("This is the first image."));
}

void AnnotatePage::documentChanged() {
    if (!selected_.isEmpty() && document_->indexOf(selected_) < 0) selected_.clear();
    syncCards();
    syncOverlays();
    // Counted as soon as it is seen: "next image without boxes" may follow before the engine has answered.
    if (document_->loaded() && queue_->model()->count(image_) != static_cast<int>(document_->regions().size())) {
        queue_->model()->setCount(image_, static_cast<int>(document_->regions().size()));
        queue_->refresh();
    }
    updateFoot();
    const bool any = !selected_.isEmpty();
    for (const char* id : {"annotate.delete", "annotate.duplicate", "annotate.copy", "annotate.text"})
        actions_.at(QLatin1String(id))->setEnabled(any);
    // Words that are not handed on yet can be taken back as well: they become an edit first.
    const bool dirty = std::ranges::any_of(cards_, [](const auto& card) { return card.second->isDirty(); });
    actions_.at(QStringLiteral("annotate.undo"))->setEnabled(document_->canUndo() || dirty);
    actions_.at(QStringLiteral("annotate.redo"))->setEnabled(document_->canRedo());
}

void AnnotatePage::updateFoot() {
    const auto here = document_->regions().size();
    const auto* queue = queue_->model();
    const QString boxes = here == 1 ? tr("1 box here") : tr("%1 boxes here").arg(here);
    foot_->setText(boxes + tr("  ·  %1 of %2 images have boxes").arg(queue->withBoxes()).arg(queue->total()));
    saved_->setText(document_->savedText());
    saved_->setTone(document_->saved() == AnnotateDocument::Saved::Failed ? ToneLabel::Tone::Error
                                                                          : ToneLabel::Tone::Weak);
}

}  // namespace legenda::ui
