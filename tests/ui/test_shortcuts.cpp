// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/shortcuts/shortcuts.h"

#include "tests/support/ui_home.h"
#include "tests/support/ui_page.h"
#include "ui/bridge/preferences.h"
#include "ui/shell/settings/key_field.h"
#include "ui/shell/settings/keys_editor.h"
#include "ui/shell/main_window.h"
#include "ui/shell/settings/settings_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace legenda;
using namespace legenda::ui;

class TestShortcuts : public QObject {
    Q_OBJECT

    QTemporaryDir home_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;

    static Shortcuts& shortcuts() { return Shortcuts::ofApplication(); }
    static QKeySequence key(const char* text) { return QKeySequence(QString::fromLatin1(text)); }
    static Shortcuts::Keys keysOf(const char* id) { return shortcuts().keys(QString::fromLatin1(id)); }
    KeysEditor* openedByF1() {
        QTest::keyClick(window_.get(), Qt::Key_F1);
        auto* settings = window_->findChild<SettingsDialog*>();
        return settings ? settings->findChild<KeysEditor*>() : nullptr;
    }
    static QString shownKeys(const KeysEditor* editor, const QString& action, const QString& page) {
        auto* list = editor->findChild<QTreeWidget*>(QStringLiteral("keyList"));
        for (int g = 0; g < list->topLevelItemCount(); ++g)
            for (int i = 0; i < list->topLevelItem(g)->childCount(); ++i)
                if (const auto* row = list->topLevelItem(g)->child(i);
                    list->topLevelItem(g)->text(0) == page && row->text(0) == action)
                    return row->text(1);
        return QStringLiteral("no such row");
    }
    // For looking at: written only where LEGENDA_SHOTS names a folder.
    static void shot(const KeysEditor* editor, const QString& name) {
        const QString folder = qEnvironmentVariable("LEGENDA_SHOTS");
        if (!folder.isEmpty()) editor->window()->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
    }
    static QPushButton* button(const KeysEditor* editor, const char* text) {
        for (auto* each : editor->findChildren<QPushButton*>())
            if (each->text() == QLatin1String(text)) return each;
        return nullptr;
    }

 private Q_SLOTS:
    void initTestCase() { test::useOwnHome(home_); }
    void init() {
        bridge_ = std::make_unique<Bridge>(test::sessionConfig());
        window_ = std::make_unique<MainWindow>(bridge_.get(), false);
        window_->show();
        window_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    }
    void cleanup() {
        shortcuts().setPreset(ShortcutPreset::Legenda);
        window_.reset();
        bridge_.reset();
    }

    void thePresetsHaveNoConflicts() {
        QVERIFY(shortcuts().entries().size() > 50);
        for (const auto preset : {ShortcutPreset::Legenda, ShortcutPreset::Cvat}) {
            shortcuts().setPreset(preset);
            for (const auto& entry : shortcuts().entries())
                for (const QKeySequence& each : shortcuts().keys(entry.id)) {
                    const auto others = shortcuts().conflicts(entry.id, each);
                    QVERIFY2(others.isEmpty(), qPrintable(entry.id + QStringLiteral(" and ") +
                                                          (others.isEmpty() ? QString() : others.front().id) +
                                                          QStringLiteral(": ") + each.toString()));
                }
        }
    }

    // Keys that hands and outside checks rely on.
    void theStandardKeysAreKept() {
        const std::pair<const char*, const char*> wanted[] = {{"view.browse", "Ctrl+1"},
                                                              {"view.annotate", "Ctrl+2"},
                                                              {"view.train", "Ctrl+3"},
                                                              {"view.evaluate", "Ctrl+4"},
                                                              {"browse.draw", "R"},
                                                              {"browse.keep", "K"},
                                                              {"browse.describe", "G"},
                                                              {"browse.previous", "A"},
                                                              {"browse.next", "D"},
                                                              {"annotate.draw", "R"},
                                                              {"annotate.previous", "A"},
                                                              {"annotate.next", "D"},
                                                              {"annotate.undo", "Ctrl+Z"},
                                                              {"browse.undo", "Ctrl+Z"},
                                                              {"train.undo", "Ctrl+Z"},
                                                              {"evaluate.undo", "Ctrl+Z"},
                                                              {"annotate.redo", "Ctrl+Shift+Z"},
                                                              {"file.import", "Ctrl+Shift+I"},
                                                              {"edit.palette", "Ctrl+K"},
                                                              {"file.quit", "Ctrl+Q"},
                                                              {"help.keys", "F1"},
                                                              {"annotate.duplicate", "Ctrl+D"},
                                                              {"annotate.delete", "Del"}};
        for (const auto& [id, text] : wanted) QVERIFY2(keysOf(id).contains(key(text)), id);
    }

    void aConflictIsNamedBeforeAKeyIsKept() {
        auto* editor = openedByF1();
        QVERIFY(editor);
        QCOMPARE(shownKeys(editor, QStringLiteral("Duplicate box"), QStringLiteral("Annotate")),
                 QStringLiteral("Ctrl+D"));
        editor->choose(QStringLiteral("annotate.duplicate"));
        auto* typed = editor->findChild<KeyField*>(QStringLiteral("newKey"));
        auto* conflict = editor->findChild<QLabel*>(QStringLiteral("keyConflict"));
        auto* use = button(editor, "Use this key");
        auto* takeOver = button(editor, "Take it over");
        QTest::keyClick(typed, Qt::Key_L);
        QVERIFY(conflict->isVisible());
        QVERIFY(conflict->text().contains(QStringLiteral("“Lock or unlock the box” (Annotate)")));
        QVERIFY(!use->isEnabled());
        QVERIFY(!shortcuts().setKeys(QStringLiteral("annotate.duplicate"), {key("L")}));
        QCOMPARE(keysOf("annotate.duplicate"), Shortcuts::Keys{key("Ctrl+D")});
        shot(editor, QStringLiteral("keys-conflict"));
        QTest::mouseClick(takeOver, Qt::LeftButton);
        QCOMPARE(keysOf("annotate.duplicate"), Shortcuts::Keys{key("L")});
        QCOMPARE(keysOf("annotate.lock"), Shortcuts::Keys());
        QCOMPARE(shownKeys(editor, QStringLiteral("Duplicate box"), QStringLiteral("Annotate")), QStringLiteral("L"));
        const auto* action =
            window_->page(QStringLiteral("annotate"))->findChild<QAction*>(QStringLiteral("annotate.duplicate"));
        QCOMPARE(action->shortcut(), key("L"));
        QVERIFY(action->toolTip().endsWith(QStringLiteral("(L)")));
        // The same key on another page is no conflict; one that works everywhere is.
        editor->choose(QStringLiteral("train.new"));
        QTest::keyClick(typed, Qt::Key_L);
        QVERIFY(!conflict->isVisible() && use->isEnabled());
        typed->setKey({});
        QTest::keyClick(typed, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(conflict->isVisible() && !use->isEnabled());
        // The choice is kept with the preferences, and can be taken back.
        QVERIFY(preference(QStringLiteral("shortcuts/own")).toMap().contains(QStringLiteral("annotate.duplicate")));
        editor->choose(QStringLiteral("annotate.duplicate"));
        QTest::mouseClick(button(editor, "As in the preset"), Qt::LeftButton);
        QCOMPARE(keysOf("annotate.duplicate"), Shortcuts::Keys{key("Ctrl+D")});
    }

    void theListIsWhatIsInForce() {
        auto* editor = openedByF1();
        QVERIFY(editor);
        QCOMPARE(shownKeys(editor, QStringLiteral("Next image"), QStringLiteral("Annotate")),
                 QStringLiteral("D; PgDown"));
        QCOMPARE(shownKeys(editor, QStringLiteral("Hide the boxes while held"), QStringLiteral("On the photograph")),
                 QStringLiteral("H"));
        auto* preset = editor->findChild<QComboBox*>(QStringLiteral("keyPreset"));
        preset->setCurrentIndex(1);
        Q_EMIT preset->activated(1);
        QCOMPARE(shownKeys(editor, QStringLiteral("Next image"), QStringLiteral("Annotate")),
                 QStringLiteral("F; PgDown"));
        QCOMPARE(shownKeys(editor, QStringLiteral("Hide the boxes while held"), QStringLiteral("On the photograph")),
                 QStringLiteral("no such row"));
        const auto* next =
            window_->page(QStringLiteral("annotate"))->findChild<QAction*>(QStringLiteral("annotate.next"));
        QCOMPARE(next->shortcut(), key("F"));
        editor->window()->close();
    }
};

QTEST_MAIN(TestShortcuts)
#include "test_shortcuts.moc"
