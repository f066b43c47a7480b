// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/ui_draw.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/people/annotator_sheet.h"
#include "ui/annotate/people/people_state.h"
#include "ui/annotate/region_card.h"
#include "ui/annotate/region_card_field.h"
#include "ui/bridge/preferences.h"

#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace legenda::test {

// Annotate in a window on a project, with the acts of somebody who works in it.
class AnnotatorsWindow {
 public:
    explicit AnnotatorsWindow(const std::filesystem::path& project) : window_(project) {
        (void)QTest::qWaitFor([this] { return ready(); }, 10000);
    }

    ui::AnnotatePage& page() { return window_.page(); }
    ui::ImageCanvas* canvas() { return page().canvas(); }
    ui::Bridge& bridge() { return window_.bridge(); }
    PageWindow<ui::AnnotatePage>& window() { return window_; }
    template <class T>
    T* find(const char* name) {
        return page().findChild<T*>(QLatin1String(name));
    }
    bool ready() { return page().settled() && page().image() != 0 && !canvas()->image().isNull(); }
    bool saved() { return page().document()->saved() == ui::AnnotateDocument::Saved::Saved; }

    // An entry of the sign-in button's menu, by its text.
    QAction* entry(const QString& text) {
        QMenu* menu = find<QToolButton>("signIn")->menu();
        Q_EMIT menu->aboutToShow();
        for (QAction* action : menu->actions())
            if (action->text().startsWith(text)) return action;
        return nullptr;
    }
    // A new annotator gives a name; one that the project has is chosen from the menu.
    void signIn(const QString& name) {
        if (QAction* known = entry(name)) {
            known->trigger();
        } else {
            entry(QStringLiteral("New annotator"))->trigger();
            auto* sheet = window_.window().findChild<ui::AnnotatorSheet*>();
            QTest::keyClicks(sheet->findChild<QLineEdit*>(QStringLiteral("annotatorName")), name);
            QTest::mouseClick(sheet->findChild<QPushButton*>(QStringLiteral("addAnnotator")), Qt::LeftButton);
        }
        (void)QTest::qWaitFor([&] { return page().people()->name() == name && page().settled(); }, 5000);
    }
    // Draws a box (pixels of the image) and writes its text.
    void draw(const QRectF& box, const QString& text) {
        window_.window().activateWindow();  // a dialog may have had the keyboard
        (void)QTest::qWaitForWindowActive(&window_.window());
        const auto before = page().cards().size();
        drawBox(canvas(), box);
        if (!QTest::qWaitFor([&] { return page().cards().size() == before + 1; }, 5000))
            return QTest::qFail("no box was drawn", __FILE__, __LINE__);
        auto* field = page().cards().back()->fields().front();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
        (void)QTest::qWaitFor([this] { return saved(); }, 5000);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        window_.window().activateWindow();
        (void)QTest::qWaitForWindowActive(&window_.window());
        QTest::keyClick(canvas(), key, modifiers);
    }

    // What this machine remembers of who annotates.
    static void forget() {
        for (const char* key : {"annotate/annotator", "annotate/blind", "annotate/task/squares.legenda"})
            ui::setPreference(QLatin1String(key), {});
    }

 private:
    PageWindow<ui::AnnotatePage> window_;
};

}  // namespace legenda::test
