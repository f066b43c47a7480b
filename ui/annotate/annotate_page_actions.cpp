// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// AnnotatePage: its actions and their keys.
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/canvas/image_canvas.h"
#include "ui/shell/actions.h"

namespace legenda::ui {

namespace {

QKeySequence key(const char* text) {
    return QKeySequence(QString::fromLatin1(text));
}

}  // namespace

void AnnotatePage::makeActions() {
    const auto add = [this](const char* id, const QString& text, const char* icon, const QList<QKeySequence>& keys,
                            std::function<void()> run) {
        const QString name = QLatin1String(id);
        return actions_[name] = ui::addAction(this, name, text, QLatin1String(icon), keys, std::move(run));
    };
    const auto draw = [this] {
        canvas_->setMode(ImageCanvas::Mode::Draw);
        canvas_->setFocus();
        actions_.at(QStringLiteral("annotate.draw"))->setChecked(true);
    };
    add("annotate.draw", tr("Draw box"), "draw", {key("R"), key("N")}, draw)->setCheckable(true);
    auto* edit = add("annotate.edit", tr("Select and edit boxes"), "select", {key("Ctrl+J")}, [this] {
        canvas_->setMode(ImageCanvas::Mode::Select);
        canvas_->setFocus();
        actions_.at(QStringLiteral("annotate.edit"))->setChecked(true);
    });
    edit->setCheckable(true);
    edit->setChecked(true);
    add("annotate.previous", tr("Previous image"), "chevron-left", {key("A"), key("PgUp")},
        [this] { step(-1, false); });
    add("annotate.next", tr("Next image"), "chevron-right", {key("D"), key("PgDown")}, [this] { step(1, false); });
    add("annotate.previousUnreviewed", tr("Previous image without boxes"), "", {key("Ctrl+Shift+A")},
        [this] { step(-1, true); });
    add("annotate.nextUnreviewed", tr("Next image without boxes"), "", {key("Ctrl+Shift+D")},
        [this] { step(1, true); });
    add("annotate.nextRegion", tr("Next box"), "", {}, [this] { selectNeighbour(1); });
    add("annotate.previousRegion", tr("Previous box"), "", {}, [this] { selectNeighbour(-1); });
    makeEditActions();
    add("annotate.zoomIn", tr("Zoom in"), "zoom-in", {key("Ctrl++"), key("Ctrl+=")}, [this] { canvas_->zoomIn(); });
    add("annotate.zoomOut", tr("Zoom out"), "zoom-out", {key("Ctrl+-")}, [this] { canvas_->zoomOut(); });
    add("annotate.actual", tr("Actual pixels, 100 %"), "actual", {key("Ctrl+0")}, [this] { canvas_->zoomActual(); });
    add("annotate.fit", tr("Fit the image"), "fit", {key("Ctrl+Shift+0")}, [this] { canvas_->fit(); });
    auto* overlays = add("annotate.overlays", tr("Show boxes (hold H to hide them)"), "eye", {}, [this] {
        overlaysShown_ = !overlaysShown_;
        canvas_->setOverlaysVisible(overlaysShown_);
        actions_.at(QStringLiteral("annotate.overlays"))->setChecked(overlaysShown_);
    });
    overlays->setCheckable(true);
    overlays->setChecked(true);
    add("annotate.import", tr("Import region texts …"), "import", {}, [this] { importSnippets(); });
    add("annotate.export", tr("Export region texts …"), "export", {}, [this] { exportSnippets(); });
}

void AnnotatePage::makeEditActions() {
    const auto add = [this](const char* id, const QString& text, const char* icon, const QList<QKeySequence>& keys,
                            std::function<void()> run) {
        const QString name = QLatin1String(id);
        return actions_[name] = ui::addAction(this, name, text, QLatin1String(icon), keys, std::move(run));
    };
    add("annotate.undo", tr("Undo"), "undo", {QKeySequence(Qt::CTRL | Qt::Key_Z)}, [this] {
        flush();
        document_->undo();
    });
    add("annotate.redo", tr("Redo"), "redo",
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)}, [this] {
            flush();
            document_->redo();
        });
    add("annotate.duplicate", tr("Duplicate box"), "duplicate", {key("Ctrl+D")}, [this] { duplicateSelected(); });
    add("annotate.delete", tr("Delete box"), "delete", {key("Del")}, [this] { deleteSelected(selected_); });
    add("annotate.copy", tr("Copy box"), "copy", {QKeySequence(Qt::CTRL | Qt::Key_C)}, [this] { copySelected(); });
    add("annotate.paste", tr("Paste box"), "", {QKeySequence(Qt::CTRL | Qt::Key_V)}, [this] {
        paste();
    })->setEnabled(false);
    add("annotate.text", tr("Edit the text of the box"), "text", {key("F2")}, [this] { editSelected(); });
    add("annotate.suggest", tr("Suggest a caption for the box"), "caption", {key("Ctrl+Space")},
        [this] { suggest(selected_); });
}

}  // namespace legenda::ui
