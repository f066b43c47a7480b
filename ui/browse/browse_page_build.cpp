// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_compare.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_norms.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/browse_panel.h"
#include "ui/browse/browse_proposals.h"
#include "ui/browse/browse_rows.h"
#include "ui/browse/described.h"
#include "ui/browse/guide_line.h"
#include "ui/charts/score_matrix.h"
#include "ui/controls/aligned_sentence.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/segmented.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_view.h"
#include "ui/shell/actions.h"
#include "ui/theme/theme.h"

#include <QDataStream>
#include <QHBoxLayout>
#include <QIODevice>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace legenda::ui {

namespace {

QToolButton* buttonFor(QAction* action) {
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setIconSize({18, 18});
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text());
    return button;
}

}  // namespace

void BrowsePage::build() {
    makeActions();
    upper_ = new QSplitter(Qt::Horizontal);
    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildCanvasBar());
    guide_ = new GuideLine;
    guide_->hide();
    column->addWidget(guide_);
    column->addWidget(canvas_, 1);
    emptyHint_ = new PageHint(QStringLiteral("image"), tr("No images yet"),
                              tr("Browse lays sentences on photographs. Drop a folder of photographs on the window, or "
                                 "import a data set."),
                              tr("Import a data set"), [this] {
                                  if (auto* import = window()->findChild<QAction*>(QStringLiteral("file.import")))
                                      import->trigger();
                              });
    emptyHint_->hide();
    column->addWidget(emptyHint_, 1);
    strip_ = new QFrame;
    strip_->setProperty("panel", true);
    strip_->setFixedHeight(96);
    auto* stripLayout = new QVBoxLayout(strip_);
    stripLayout->setContentsMargins(0, 0, 0, 0);
    strip_->hide();
    column->addWidget(strip_);
    upper_->addWidget(middle);
    upper_->addWidget(compare_);
    upper_->addWidget(panel_);
    lower_ = new QSplitter(Qt::Vertical);
    auto* shown = new QWidget;
    auto* rows = new QVBoxLayout(shown);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(upper_, 1);
    rows->addWidget(buildFoot());
    lower_->addWidget(shown);
    lower_->addWidget(buildDrawer());
    outer_ = new QSplitter(Qt::Horizontal);
    outer_->addWidget(list_);
    outer_->addWidget(lower_);
    for (QSplitter* splitter : {outer_, upper_, lower_}) {
        splitter->setHandleWidth(1);
        splitter->setChildrenCollapsible(false);
    }
    outer_->setStretchFactor(0, 0);
    outer_->setStretchFactor(1, 1);
    outer_->setSizes({264, 1000});
    upper_->setStretchFactor(0, 1);
    upper_->setStretchFactor(1, 1);
    upper_->setStretchFactor(2, 0);
    upper_->setSizes({700, 0, 320});
    compare_->hide();
    lower_->setStretchFactor(0, 1);
    lower_->setStretchFactor(1, 0);
    lower_->setSizes({600, 250});
    drawer_->hide();
    connectParts();
    setContent(outer_);
}

QWidget* BrowsePage::buildCanvasBar() {
    auto* bar = new QFrame;
    bar->setProperty("panel", true);
    auto* layout = new QHBoxLayout(bar);
    bar->setFixedHeight(theme::kBarHeight);
    layout->setContentsMargins(theme::kSpace2, 0, theme::kSpace2, 0);
    layout->setSpacing(2);
    layout->addWidget(buttonFor(listAction_));
    layout->addSpacing(theme::kSpace2);
    file_ = new FileLine;
    layout->addWidget(file_, 1);
    layout->addWidget(buttonFor(drawAction_));
    layout->addWidget(buttonFor(describeAction_));
    layout->addSpacing(theme::kSpace2);
    for (const char* id : {"browse.zoomOut", "browse.zoomIn", "browse.fit"}) {
        sparedButtons_.push_back(buttonFor(findChild<QAction*>(QLatin1String(id), Qt::FindDirectChildrenOnly)));
        layout->addWidget(sparedButtons_.back());
    }
    sparedButtons_.pop_back();  // to fit stays
    zoom_ = new QLabel;
    zoom_->setProperty("weak", true);
    zoom_->setFont(theme::font(theme::Type::Small));
    zoom_->setFixedWidth(44);
    zoom_->setAlignment(Qt::AlignCenter);
    zoom_->setToolTip(tr("One image pixel to one screen pixel is 100 %"));
    layout->addWidget(zoom_);
    layout->addSpacing(theme::kSpace2);
    auto* out = new QToolButton;
    out->setIcon(theme::icon(QStringLiteral("export")));
    out->setIconSize({18, 18});
    out->setToolTip(tr("Copy or save the picture with its boxes"));
    out->setAccessibleName(out->toolTip());
    out->setPopupMode(QToolButton::InstantPopup);
    out->setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(out);
    menu->addActions({copyAction_, saveAction_, exportAction_});
    out->setMenu(menu);
    layout->addWidget(out);
    layout->addSpacing(theme::kSpace2);
    layout->addWidget(buttonFor(compareAction_));
    for (QAction* action : {stripAction_, matrixAction_}) {
        sparedButtons_.push_back(buttonFor(action));
        layout->addWidget(sparedButtons_.back());
    }
    sparedButtons_.push_back(zoom_);
    layout->addWidget(buttonFor(panelAction_));
    return bar;
}

QWidget* BrowsePage::buildFoot() {
    auto* foot = new QFrame;
    foot->setProperty("panel", true);
    auto* layout = new QHBoxLayout(foot);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(sentence_, 1);
    layout->addWidget(compare_->sentence(), 1);
    compare_->sentence()->hide();
    foot->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    return foot;
}

QWidget* BrowsePage::buildDrawer() {
    drawer_ = new QFrame;
    drawer_->setProperty("panel", true);
    drawerTabs_ = new Segmented({tr("Scores"), tr("Norms")});
    drawerTabs_->setToolTips({tr("Every word with every region of this image"),
                              tr("Words and regions of the whole project by the length of their vectors")});
    drawerPages_ = new QStackedWidget;
    drawerPages_->addWidget(matrix_);
    drawerPages_->addWidget(norms_);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(theme::kSpace3, theme::kSpace2, theme::kSpace2, 0);
    head->setSpacing(theme::kSpace4);
    head->addWidget(drawerTabs_);
    head->addWidget(norms_->controls(), 1);
    head->addStretch();
    auto* close = new QToolButton;
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setToolTip(tr("Close the drawer"));
    close->setAccessibleName(close->toolTip());
    head->addWidget(close);
    auto* layout = new QVBoxLayout(drawer_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kSpace1);
    layout->addLayout(head);
    layout->addWidget(drawerPages_, 1);
    norms_->controls()->hide();
    connect(close, &QToolButton::clicked, this, [this] { showDrawer(Drawer::None); });
    connect(drawerTabs_, &Segmented::changed, this,
            [this](int tab) { showDrawer(tab == 0 ? Drawer::Scores : Drawer::Norms); });
    connect(norms_, &BrowseNorms::regionChosen, this,
            [this](qint64 image, const QRectF& box) { showRegion(image, box); });
    connect(norms_, &BrowseNorms::wordChosen, this, &BrowsePage::searchWanted);
    connect(norms_, &BrowseNorms::failed, this, [this](const base::Error& error) {
        if (error.key != extraction::kFeaturesMissing) return showError(error);
        showError(error, tr("Compute the features"), [this] { makeFeatures([this] { norms_->compute(); }); });
    });
    return drawer_;
}

BrowsePage::Drawer BrowsePage::drawerShown() const {
    if (drawer_->isHidden()) return Drawer::None;
    return drawerPages_->currentWidget() == norms_ ? Drawer::Norms : Drawer::Scores;
}

void BrowsePage::showDrawer(Drawer what) {
    const bool norms = what == Drawer::Norms;
    const bool newly = norms && drawerShown() != Drawer::Norms;
    {
        const QSignalBlocker quiet(drawerTabs_), quietMatrix(matrixAction_), quietNorms(normsAction_);
        matrixAction_->setChecked(what == Drawer::Scores);
        normsAction_->setChecked(norms);
        if (what != Drawer::None) drawerTabs_->setCurrent(norms ? 1 : 0);
    }
    if (what != Drawer::None) {
        drawerPages_->setCurrentIndex(norms ? 1 : 0);
        norms_->controls()->setVisible(norms);
    }
    const bool opens = what != Drawer::None && drawer_->isHidden();
    drawer_->setVisible(what != Drawer::None);
    // On a small screen the photograph keeps the larger part.
    const int whole = lower_->height(), most = std::max(drawer_->minimumSizeHint().height(), whole * 2 / 5);
    if (opens && whole > 0 && lower_->sizes().value(1) > most) lower_->setSizes({whole - most, most});
    if (newly && bridge()->project()) norms_->refresh();
}

// Both pictures get the same room, the panel keeps its own.
void BrowsePage::toggleCompare(bool on) {
    const auto before = upper_->sizes();
    const int both = before[0] + before[1], half = both / 2;
    fitBar(on ? half : both);
    upper_->widget(0)->layout()->activate();  // what it needs at least is less now
    compare_->setVisible(on);
    compare_->sentence()->setVisible(on);
    upper_->setSizes(on ? QList<int>{half, half, before[2]} : QList<int>{both, 0, before[2]});
    if (!on) return;
    compare_->setPicture(canvas_->image(), canvas_->fullSize());
    compare_->show(image_, text_, beta_);
}

void BrowsePage::makeActions() {
    const auto key = [](auto k) { return QKeySequence(k); };
    ui::addAction(this, QStringLiteral("browse.next"), tr("Next image"), QStringLiteral("chevron-right"),
                  {key(Qt::Key_D), key(Qt::Key_PageDown)}, [this] { step(1); });
    ui::addAction(this, QStringLiteral("browse.previous"), tr("Previous image"), QStringLiteral("chevron-left"),
                  {key(Qt::Key_A), key(Qt::Key_PageUp)}, [this] { step(-1); });
    drawAction_ =
        ui::addAction(this, QStringLiteral("browse.draw"), tr("Draw a box and let the model describe it"),
                      QStringLiteral("draw"), {key(Qt::Key_R), key(Qt::Key_N)}, [this] {
                          canvas_->setMode(canvas_->mode() == ImageCanvas::Mode::Draw ? ImageCanvas::Mode::Select
                                                                                      : ImageCanvas::Mode::Draw);
                          canvas_->setFocus();
                      });
    drawAction_->setCheckable(true);
    keepAction_ = ui::addAction(this, QStringLiteral("browse.keep"), tr("Keep the described box"),
                                QStringLiteral("check"), {key(Qt::Key_K)}, [this] { described_->keepChosen(); });
    keepAction_->setEnabled(false);
    describeAction_ =
        ui::addAction(this, QStringLiteral("browse.describe"), tr("Describe everything"), QStringLiteral("caption"),
                      {key(Qt::Key_G)}, [this] { described_->setEverything(describeAction_->isChecked()); });
    describeAction_->setCheckable(true);
    describeAction_->setToolTip(
        tr("Describe everything: captions of the image's regions instead of the alignment, until G or Esc  (G)"));
    removeDrawnAction_ = ui::addAction(this, QStringLiteral("browse.removeDrawn"), tr("Remove the drawn boxes"),
                                       QStringLiteral("delete"), {}, [this] { described_->removeDrawn(); });
    removeDrawnAction_->setEnabled(false);
    exportAction_ = ui::addAction(this, QStringLiteral("browse.exportDescribed"), tr("Export the described boxes …"),
                                  QStringLiteral("export"), {}, [this] { exportDescribed(); });
    exportAction_->setEnabled(false);
    ui::addAction(this, QStringLiteral("browse.zoomIn"), tr("Zoom in"), QStringLiteral("zoom-in"),
                  {key(QKeySequence::ZoomIn), key(Qt::CTRL | Qt::Key_Equal)}, [this] { canvas_->zoomIn(); });
    ui::addAction(this, QStringLiteral("browse.zoomOut"), tr("Zoom out"), QStringLiteral("zoom-out"),
                  {key(QKeySequence::ZoomOut)}, [this] { canvas_->zoomOut(); });
    ui::addAction(this, QStringLiteral("browse.fit"), tr("Fit to the window"), QStringLiteral("fit"),
                  {key(Qt::CTRL | Qt::SHIFT | Qt::Key_0)}, [this] { canvas_->fit(); });
    ui::addAction(this, QStringLiteral("browse.actual"), tr("Zoom to 100 %"), QStringLiteral("actual"),
                  {key(Qt::CTRL | Qt::Key_0)}, [this] { canvas_->zoomActual(); });
    copyAction_ = ui::addAction(this, QStringLiteral("browse.copy"), tr("Copy the picture with its boxes"),
                                QStringLiteral("copy"), {QKeySequence::Copy}, [this] { copyPicture(); });
    saveAction_ =
        ui::addAction(this, QStringLiteral("browse.save"), tr("Save the picture with its boxes …"),
                      QStringLiteral("export"), {key(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}, [this] { savePicture(); });
    ui::addAction(this, QStringLiteral("browse.own"), tr("Try your own sentence"), QStringLiteral("text"),
                  {key(Qt::Key_T)}, [this] { panel_->focusOwnSentence(); });
    ui::addAction(this, QStringLiteral("browse.annotate"), tr("Annotate this image"), QStringLiteral("annotate"),
                  {key(Qt::Key_E)}, [this] { Q_EMIT imageRequested(QStringLiteral("annotate"), image_); });
    const auto toggle = [this, key](const char* id, const QString& text, const QString& icon, auto k, bool on,
                                    auto run) {
        QAction* action = ui::addAction(this, QLatin1String(id), text, icon, {key(k)}, [] {});
        action->setCheckable(true);
        action->setChecked(on);
        connect(action, &QAction::toggled, this, run);
        return action;
    };
    listAction_ = toggle("browse.list", tr("Image list"), QStringLiteral("panel-left"), Qt::CTRL | Qt::Key_B, true,
                         [this](bool on) { list_->setVisible(on); });
    panelAction_ = toggle("browse.panel", tr("Details"), QStringLiteral("panel-right"), Qt::CTRL | Qt::Key_I, true,
                          [this](bool on) { panel_->setVisible(on); });
    matrixAction_ = toggle("browse.matrix", tr("Score matrix of words and regions"), QStringLiteral("matrix"),
                           Qt::Key_M, false, [this](bool on) { showDrawer(on ? Drawer::Scores : Drawer::None); });
    normsAction_ =
        toggle("browse.norms", tr("Norms of the project's words and regions"), QStringLiteral("chart"),
               Qt::SHIFT | Qt::Key_M, false, [this](bool on) { showDrawer(on ? Drawer::Norms : Drawer::None); });
    stripAction_ = toggle("browse.strip", tr("Film strip instead of the grid"), QStringLiteral("filmstrip"), Qt::Key_F,
                          false, [this](bool) { toggleStrip(); });
    compareAction_ = toggle("browse.compare", tr("Compare with another model or other regions"),
                            QStringLiteral("compare"), Qt::Key_C, false, [this](bool on) { toggleCompare(on); });
}

void BrowsePage::connectParts() {
    connectCanvas();
    connectWords();
    connectPanel();
    connect(bridge(), &Bridge::annotationSaved, this, [this](qint64 image, const store::EditOutcome& outcome) {
        panel_->proposals()->setBound({});
        images_->setBoxCount(image, static_cast<int>(outcome.regions.size()));
    });
    connect(bridge(), &Bridge::modelsChanged, this, &BrowsePage::takeModels);
}

void BrowsePage::connectCanvas() {
    connect(list_, &BrowseList::regionsChanged, this, [this] { askModel(); });
    connect(list_->view(), &ThumbnailView::imageChosen, this, [this](qint64 image) { openImage(image); });
    connect(images_, &QAbstractItemModel::modelReset, this, [this] { list_->view()->setCurrentImage(image_); });
    connect(canvas_, &ImageCanvas::zoomChanged, this, [this](double zoom) {
        zoom_->setText(QStringLiteral("%1 %").arg(qRound(100 * zoom * devicePixelRatioF())));
    });
    connect(canvas_, &ImageCanvas::modeChanged, this, [this](ImageCanvas::Mode mode) {
        drawAction_->setChecked(mode == ImageCanvas::Mode::Draw);
        if (mode == ImageCanvas::Mode::Draw) described_->prepare();
    });
    connect(canvas_, &ImageCanvas::hovered, this, [this](const OverlayId& id) { light(id.regionIndex(), -1); });
    connect(canvas_, &ImageCanvas::clicked, this, [this](const OverlayId& id) {
        described_->choose(id);
        light(id.regionIndex(), -1, true);
    });
    connect(canvas_, &ImageCanvas::contextMenu, this,
            [this](const OverlayId&, const QPoint& position) { showCanvasMenu(position); });
    connect(canvas_, &ImageCanvas::boxDrawn, this, [this](const QRectF& box) {
        canvas_->setMode(ImageCanvas::Mode::Select);
        described_->draw(box);
    });
    connect(canvas_, &ImageCanvas::boxChanged, described_, &BrowseDescribed::placed);
    connect(canvas_, &ImageCanvas::boxEditing, described_, &BrowseDescribed::move);
    connect(canvas_, &ImageCanvas::deleteRequested, described_, &BrowseDescribed::removeChosen);
    connect(described_, &BrowseDescribed::changed, this, &BrowsePage::showDescribed);
    connect(described_, &BrowseDescribed::kept, this, &BrowsePage::keepBox);
    connect(described_, &BrowseDescribed::failed, this, [this](const base::Error& error) { showError(error); });
    connect(canvas_, &ImageCanvas::cancelled, this, &BrowsePage::leave);
    connect(guide_, &GuideLine::closed, this, [this] {
        guide_->hide();
        bridge()->annotations().remember(QStringLiteral("browse.guide"), {});
    });
    canvas_->installEventFilter(this);
}

// What says which word or region the user is at, and hears of it.
void BrowsePage::connectWords() {
    connect(sentence_, &AlignedSentence::wordHovered, this, &BrowsePage::lightWord);
    connect(sentence_, &AlignedSentence::currentWordChanged, this, &BrowsePage::lightWord);
    connect(sentence_, &AlignedSentence::wordClicked, this, [this](int word) {
        lightWord(word);
        togglePin();
    });
    connect(matrix_, &ScoreMatrix::cellHovered, this, [this](int word, int region) { light(region, word); });
    connect(matrix_, &ScoreMatrix::cellPinned, this, [this](int word, int region) { light(region, word, true); });
    connect(panel_, &BrowsePanel::regionHovered, this, [this](int region) { light(region, -1); });
    connect(panel_, &BrowsePanel::regionClicked, this,
            [this](int region) { light(pinnedRegion_ == region ? -1 : region, -1, true); });
}

void BrowsePage::connectPanel() {
    connect(panel_, &BrowsePanel::betaChosen, this, [this](double beta) {
        setBeta(beta);
        betaStill_.start();
    });
    connect(compare_, &BrowseCompare::closed, this, [this] { compareAction_->setChecked(false); });
    connect(panel_, &BrowsePanel::describedChosen, described_, &BrowseDescribed::chooseRow);
    connect(panel_->proposals(), &BrowseProposals::shownChanged, this, [this] { showOverlays(); });
    connect(panel_->proposals(), &BrowseProposals::boundWanted, this, &BrowsePage::askBound);
    connect(panel_, &BrowsePanel::sentenceChosen, this, [this](int row) {
        if (row >= 0 && row < static_cast<int>(details_.captions.size()))
            setSentence(QString::fromStdString(details_.captions[static_cast<std::size_t>(row)].text), row, -1);
    });
    connect(panel_, &BrowsePanel::captionChosen, this, [this](int row) {
        if (row >= 0 && row < static_cast<int>(captions_.size()))
            setSentence(QString::fromStdString(captions_[static_cast<std::size_t>(row)].text), -1, row);
    });
    connect(panel_, &BrowsePanel::captionDecodingChanged, this, &BrowsePage::askCaptions);
    connect(panel_, &BrowsePanel::ownSentence, this, [this](const QString& text) {
        if (!text.isEmpty())
            setSentence(text, -1, -1);
        else if (!details_.captions.empty())
            setSentence(QString::fromStdString(details_.captions.front().text), 0, -1);
    });
    connect(panel_, &BrowsePanel::modelChosen, this, &BrowsePage::chooseModel);
}

void BrowsePage::toggleStrip() {
    const bool on = stripAction_->isChecked();
    if (on) {
        strip_->layout()->addWidget(list_->view());
        list_->view()->setStrip(true);
        list_->view()->show();
    } else {
        list_->takeBackView();
    }
    strip_->setVisible(on);
    listAction_->setChecked(!on);
    list_->view()->setCurrentImage(image_);
}

QByteArray BrowsePage::layoutState() const {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << outer_->saveState() << upper_->saveState() << lower_->saveState() << listAction_->isChecked()
        << panelAction_->isChecked() << matrixAction_->isChecked() << stripAction_->isChecked() << beta_
        << normsAction_->isChecked() << QString::fromStdU16String(folder_.u16string()) << qint64(image_);
    return bytes;
}

void BrowsePage::restoreLayout(const QByteArray& state) {
    QDataStream in(state);
    QByteArray outer, upper, lower;
    bool list = true, panel = true, matrix = false, strip = false, norms = false;
    double beta = 0;  // older versions kept it here, for all projects
    in >> outer >> upper >> lower >> list >> panel >> matrix >> strip >> beta;
    if (in.status() != QDataStream::Ok) return;
    in >> norms >> lastFolder_ >> lastImage_;  // newer than the rest: may be missing
    outer_->restoreState(outer);
    upper_->restoreState(upper);
    lower_->restoreState(lower);
    stripAction_->setChecked(strip);
    listAction_->setChecked(list);
    panelAction_->setChecked(panel);
    showDrawer(norms ? Drawer::Norms : matrix ? Drawer::Scores : Drawer::None);
}

}  // namespace legenda::ui
