// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_tools.h"

#include "ui/annotate/annotate_cards.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_edits.h"
#include "ui/annotate/annotate_selection.h"
#include "ui/annotate/snippet_files.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/zoom_label.h"
#include "ui/controls/context_menu.h"
#include "ui/controls/actions.h"
#include "ui/controls/help/page_help.h"
#include "ui/controls/layout/bar_overflow.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QToolButton>

#include <initializer_list>

namespace legenda::ui {

namespace {

constexpr int kLeastTools = 240;  // px of the bar

QKeySequence key(const char* text) {
    return QKeySequence(QString::fromLatin1(text));
}

}  // namespace

AnnotateTools::AnnotateTools(Page* page, AnnotateDocument* document, AnnotateEdits* edits, AnnotateCards* cards,
                             ImageCanvas* canvas, SnippetFiles* files)
    : page_(page), document_(document), edits_(edits), cards_(cards), canvas_(canvas), files_(files) {
    addImageActions();
    addEditActions();
    addBoxActions();
    addViewActions();
    build();
    connect(canvas_, &ImageCanvas::modeChanged, this, [this](ImageCanvas::Mode mode) {
        actionOf(page_, "annotate.draw")->setChecked(mode == ImageCanvas::Mode::Draw);
        actionOf(page_, "annotate.edit")->setChecked(mode == ImageCanvas::Mode::Select);
    });
    connect(canvas_, &ImageCanvas::contextMenu, this, [this](const OverlayId& id, const QPoint& at) {
        if (id.isNone()) return;
        if (!edits_->selection()->contains(id.uuid)) edits_->select(id.uuid);
        showMenu(at);
    });
    connect(edits_, &AnnotateEdits::copied, actionOf(page_, "annotate.paste"),
            [this] { actionOf(page_, "annotate.paste")->setEnabled(true); });
}

QAction* AnnotateTools::add(const char* id, const QString& text, const char* icon, const QList<QKeySequence>& keys,
                            std::function<void()> run) {
    return ui::addAction(page_, QLatin1String(id), text, QLatin1String(icon), keys, std::move(run));
}

void AnnotateTools::draw() {
    canvas_->setMode(ImageCanvas::Mode::Draw);
    canvas_->setFocus();
    actionOf(page_, "annotate.draw")->setChecked(true);
}

void AnnotateTools::addImageActions() {
    add("annotate.draw", tr("Draw box"), "draw", {key("R"), key("N")}, [this] { draw(); })->setCheckable(true);
    auto* edit = add("annotate.edit", tr("Select and edit boxes"), "select", {key("Ctrl+J")}, [this] {
        canvas_->setMode(ImageCanvas::Mode::Select);
        canvas_->setFocus();
        actionOf(page_, "annotate.edit")->setChecked(true);
    });
    edit->setCheckable(true);
    edit->setChecked(true);
    const auto step = [this](int direction, bool withoutBoxes) {
        return [this, direction, withoutBoxes] { Q_EMIT stepRequested(direction, withoutBoxes); };
    };
    add("annotate.previous", tr("Previous image"), "chevron-left", {key("A"), key("PgUp")}, step(-1, false));
    add("annotate.next", tr("Next image"), "chevron-right", {key("D"), key("PgDown")}, step(1, false));
    add("annotate.previousUnreviewed", tr("Previous image without boxes"), "", {key("Ctrl+Shift+A")}, step(-1, true));
    add("annotate.nextUnreviewed", tr("Next image without boxes"), "", {key("Ctrl+Shift+D")}, step(1, true));
    add("annotate.nextRegion", tr("Next box"), "", {}, [this] { edits_->selectNeighbour(1); });
    add("annotate.previousRegion", tr("Previous box"), "", {}, [this] { edits_->selectNeighbour(-1); });
}

void AnnotateTools::addEditActions() {
    add("annotate.undo", tr("Undo"), "undo", {QKeySequence(Qt::CTRL | Qt::Key_Z)}, [this] {
        cards_->flush();
        document_->undo();
    });
    add("annotate.redo", tr("Redo"), "redo",
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)}, [this] {
            cards_->flush();
            document_->redo();
        });
    add("annotate.duplicate", tr("Duplicate box"), "duplicate", {key("Ctrl+D")},
        [this] { edits_->duplicateSelected(); });
    add("annotate.delete", tr("Delete box"), "delete", {key("Del")}, [this] { edits_->deleteSelected(); });
    add("annotate.copy", tr("Copy box"), "copy", {QKeySequence(Qt::CTRL | Qt::Key_C)},
        [this] { edits_->copySelected(); });
    add("annotate.paste", tr("Paste box"), "", {QKeySequence(Qt::CTRL | Qt::Key_V)}, [this] {
        edits_->paste();
    })->setEnabled(false);
    add("annotate.copyNext", tr("Copy box to the next image"), "", {key("Ctrl+B")}, [this] {
        cards_->flush();
        Q_EMIT copyToNextRequested();
    });
    add("annotate.text", tr("Edit the text of the box"), "text", {key("F2")}, [this] { edits_->editSelected(); });
    add("annotate.suggest", tr("Suggest a caption for the box"), "caption", {key("Ctrl+Space")},
        [this] { edits_->suggest(edits_->selected()); });
}

void AnnotateTools::addBoxActions() {
    AnnotateSelection* selection = edits_->selection();
    add("annotate.addText", tr("Add another text to the box"), "", {key("T")}, [this] { edits_->addText(); });
    add("annotate.selectAll", tr("Select all boxes"), "", {QKeySequence(Qt::CTRL | Qt::Key_A)},
        [this] { edits_->selectAll(); });
    add("annotate.lock", tr("Lock or unlock the box"), "lock", {key("L")},
        [selection] { selection->toggleLocked(selection->all()); });
    add("annotate.hide", tr("Hide or show the box"), "eye-off", {key("Ctrl+H")},
        [selection] { selection->toggleHidden(selection->all()); });
    add("annotate.showAll", tr("Show all hidden boxes"), "eye", {}, [selection] { selection->showAll(); });
    add("annotate.zoomRegion", tr("Zoom to the box"), "zoom-in", {key("Z")}, [this] { edits_->zoomToSelected(); });
}

void AnnotateTools::showMenu(const QPoint& globalPosition) {
    auto* menu = contextMenu("boxMenu", tr("Box"), canvas_);
    for (const char* id :
         {"annotate.text", "annotate.addText", "annotate.suggest", "", "annotate.copy", "annotate.duplicate",
          "annotate.copyNext", "", "annotate.lock", "annotate.hide", "annotate.zoomRegion", "", "annotate.delete"}) {
        if (*id)
            menu->addAction(actionOf(page_, id));
        else
            menu->addSeparator();
    }
    menu->popup(globalPosition);
}

void AnnotateTools::addViewActions() {
    add("annotate.zoomIn", tr("Zoom in"), "zoom-in", {key("Ctrl++"), key("Ctrl+=")}, [this] { canvas_->zoomIn(); });
    add("annotate.zoomOut", tr("Zoom out"), "zoom-out", {key("Ctrl+-")}, [this] { canvas_->zoomOut(); });
    add("annotate.actual", tr("Actual pixels, 100 %"), "actual", {key("Ctrl+0")}, [this] { canvas_->zoomActual(); });
    add("annotate.fit", tr("Fit the image"), "fit", {key("Ctrl+Shift+0")}, [this] { canvas_->fit(); });
    ui::addToggle(page_, QStringLiteral("annotate.overlays"), tr("Show boxes (hold H to hide them)"),
                  QStringLiteral("eye"), {}, true, [this](bool shown) { canvas_->setOverlaysVisible(shown); });
    add("annotate.import", tr("Import region texts …"), "import", {}, [this] { files_->importFrom(); });
    add("annotate.importFolder", tr("Import a folder of region texts …"), "import", {},
        [this] { files_->importFolder(); });
    add("annotate.export", tr("Export region texts …"), "export", {}, [this] {
        cards_->flush();
        files_->exportTo();
    });
}

void AnnotateTools::enableActions() {
    for (const char* id :
         {"annotate.delete", "annotate.duplicate", "annotate.copy", "annotate.copyNext", "annotate.text",
          "annotate.addText", "annotate.lock", "annotate.hide", "annotate.zoomRegion", "annotate.suggest"})
        actionOf(page_, id)->setEnabled(!edits_->selected().isEmpty());
    // Uncommitted text can be undone as well: it is committed as an edit first.
    actionOf(page_, "annotate.undo")->setEnabled(document_->canUndo() || cards_->anyDirty());
    actionOf(page_, "annotate.redo")->setEnabled(document_->canRedo());
    actionOf(page_, "annotate.selectAll")->setEnabled(!document_->regions().empty());
    actionOf(page_, "annotate.showAll")->setEnabled(!edits_->selection()->hiddenOnes().isEmpty());
}

QToolButton* AnnotateTools::addButton(QHBoxLayout* line, const char* id, bool text) {
    auto* tool = new QToolButton(this);
    tool->setDefaultAction(actionOf(page_, id));
    theme::setIconSide(tool, 18);
    tool->setFocusPolicy(Qt::TabFocus);
    if (text) tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    line->addWidget(tool);
    return tool;
}

void AnnotateTools::addButtonFor(QAction* action) {
    constexpr int kBehindDrawing = 2;
    auto* line = static_cast<QHBoxLayout*>(layout());
    addButton(line, action->objectName().toLatin1().constData());
    line->insertItem(kBehindDrawing, line->takeAt(line->count() - 1));
}

void AnnotateTools::build() {
    setProperty("panel", true);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(theme::kSpace2, 4, theme::kSpace2, 4);
    line->setSpacing(2);
    const auto gap = [&] {
        auto* rule = new QFrame(this);
        rule->setFrameShape(QFrame::VLine);
        rule->setFixedHeight(18);
        rule->setEnabled(false);
        line->addSpacing(4);
        line->addWidget(rule, 0, Qt::AlignVCenter);
        line->addSpacing(4);
        return rule;
    };
    const auto addButtons = [&](std::initializer_list<const char*> ids) {
        for (const char* id : ids) addButton(line, id);
    };
    addButton(line, "annotate.draw", true);
    addButton(line, "annotate.edit");
    auto* edits = gap();
    addButtons({"annotate.undo", "annotate.redo", "annotate.duplicate", "annotate.delete"});
    auto* images = gap();
    addButtons({"annotate.previous", "annotate.next"});
    line->addStretch(1);
    addButton(line, "annotate.zoomOut");
    auto* zoom = new ZoomLabel(canvas_);
    line->addWidget(zoom);
    addButtons({"annotate.zoomIn", "annotate.fit", "annotate.overlays"});
    auto* files = gap();
    addButtons({"annotate.import", "annotate.export"});
    auto* more = new BarOverflow(this);
    const auto mayLeave = [&](std::initializer_list<const char*> ids) {
        for (const char* id : ids)
            for (auto* button : findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly))
                if (button->defaultAction() == actionOf(page_, id)) more->add(button, button->defaultAction());
    };
    more->add(zoom, nullptr);
    mayLeave({"annotate.export", "annotate.import"});
    more->add(files, nullptr);
    mayLeave({"annotate.duplicate", "annotate.zoomIn", "annotate.zoomOut", "annotate.redo", "annotate.delete",
              "annotate.fit", "annotate.overlays", "annotate.undo"});
    more->add(edits, nullptr);
    mayLeave({"annotate.previous", "annotate.next"});
    more->add(images, nullptr);
    auto* help = new PageHelpButton(page_, this);
    more->add(help, help->defaultAction());
    line->addWidget(more);
    line->addWidget(help);
    setMinimumWidth(kLeastTools);
}

}  // namespace legenda::ui
