// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QEventLoopLocker>
#include <QMainWindow>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QMenu;
class QStackedWidget;

namespace legenda::ui {

class Banner;
class BrowsePage;
class DropTarget;
class EmptyState;
class MainHeader;
class Rail;
struct KeyGroup;

// The frame: rail, header, pages, menus, palette; opens projects, folders and images. Owns no engine: Bridge does.
class MainWindow : public QMainWindow {
    Q_OBJECT
 public:
    // remember false: neither reads nor writes the user's window state and recent projects (screenshots, tests).
    explicit MainWindow(Bridge* bridge, bool remember = true, QWidget* parent = nullptr);
    ~MainWindow() override;

    // A project, a folder of photographs or one photograph.
    void openPath(const QString& path);
    void openProject(const QString& folder, std::function<void(bool)> done = {});
    void openDemo();
    // The last project, else the demo.
    void openAtStart();

    const std::vector<Page*>& pages() const { return pages_; }
    Page* page(const QString& id) const;
    Page* currentPage() const;  // nullptr: the empty state is shown
    BrowsePage* browse() const { return browse_; }
    bool opening() const { return opening_ > 0; }
    bool failed() const { return failure_.has_value(); }  // the last opening did not succeed
    const std::optional<base::Error>& failure() const { return failure_; }
    void showPage(const QString& id);
    void showError(const base::Error& error, const QString& mendText = {}, std::function<void()> mend = {});

 Q_SIGNALS:
    void firstPicture();

 protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

 private:
    // main_window_build.cpp
    void buildPages();
    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildHelpMenu();
    QAction* addCommand(QMenu* menu, const char* id, const QString& text, const QString& icon,
                        const QList<QKeySequence>& keys, std::function<void()> run);
    void fillRecent();
    QList<KeyGroup> keys() const;

    void openImages(const QString& imageOrFolder);
    void fail(const base::Error& error);  // of opening
    void offer(const QString& project, const QString& name);
    void projectOpened(const project::ProjectInfo& project);
    void tellOf(const project::ProjectInfo& project);
    void showIndex(int page);
    void chooseProject();
    void chooseFolder();
    void chooseImport();
    void showPalette();
    void showSettings(bool keys);
    QString dataFolder() const;
    void restore();
    void save();
    void finishWriting();
    void awaitWrites();
    void comeBack(int left);

    Bridge* bridge_;
    bool remember_;
    Banner* banner_;
    Rail* rail_;
    MainHeader* header_ = nullptr;
    QStackedWidget* stack_;
    EmptyState* empty_;
    DropTarget* target_;
    QMenu* projectMenu_;
    QMenu* recent_;
    std::vector<Page*> pages_;
    BrowsePage* browse_ = nullptr;
    Page* active_ = nullptr;
    int wantedPage_ = 0;
    qint64 image_ = 0;  // the one shown on the page before
    int opening_ = 0;
    int asked_ = 0;  // grows with everything that the user opens
    std::optional<base::Error> failure_;
    std::vector<std::string> told_;  // of models that cannot be used, and of the folder
    // From the closing of the window until what was done in it is written: the program does not end meanwhile.
    std::unique_ptr<QEventLoopLocker> alive_;
    std::optional<base::Error> notWritten_;  // of what was asked of the store writer since then
    bool warned_ = false;                    // the user knows that not everything is saved
};

}  // namespace legenda::ui
