// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

class QAction;
class QMenu;

namespace legenda::ui {

class MainWindow;
class ProjectOpener;

// The menu bar of the window, and the menu of projects that the header shows as well. GUI thread.
class WindowMenus : public QObject {
    Q_OBJECT
 public:
    WindowMenus(MainWindow* window, ProjectOpener* opener);

    QMenu* projects() const { return projects_; }
    // One more entry at the end of the View menu, an action of a page.
    void addToView(QAction* action);
    void fillRecent();  // from the preferences

 Q_SIGNALS:
    void searchWanted();
    void askWanted();
    void paletteWanted();
    void settingsWanted(bool keys);
    void backupsWanted();
    void predictionsWanted();
    void predictionSetsWanted();
    void pageHelpWanted();

 private:
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildHelpMenu();
    void showAbout();
    // An entry for an act that every page has an action of its own for: "undo" for browse.undo.
    void addOfPage(QMenu* menu, const QString& act, const QString& title);
    QAction* addCommand(QMenu* menu, const char* id, const QString& text, const QString& icon,
                        const QList<QKeySequence>& keys, std::function<void()> run);

    MainWindow* window_;
    ProjectOpener* opener_;
    QMenu* projects_;
    QMenu* recent_;
    QMenu* view_ = nullptr;
};

}  // namespace legenda::ui
