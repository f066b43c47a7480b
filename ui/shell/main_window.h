// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QMainWindow>

#include <functional>
#include <optional>
#include <vector>

class QStackedWidget;

namespace legenda::ui {

class Banner;
class BrowsePage;
class ClosingTrainings;
class DropTarget;
class LastWrites;
class MainHeader;
class PredictionFiles;
class ProjectOpener;
class Rail;
class WindowMenus;

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
    bool opening() const;
    bool failed() const { return failure().has_value(); }  // the last opening failed
    const std::optional<base::Error>& failure() const;
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
    void buildPages();
    void connectParts();
    void projectOpened(const project::ProjectInfo& project);
    void tellOf(const project::ProjectInfo& project);
    void showIndex(int page);
    void showPalette();
    void showSettings(bool keys);
    void restore();
    void save();

    Bridge* bridge_;
    bool remember_;
    Banner* banner_ = nullptr;
    Rail* rail_;
    MainHeader* header_ = nullptr;
    QStackedWidget* stack_;
    DropTarget* target_;
    ProjectOpener* opener_;
    WindowMenus* menus_;
    LastWrites* writes_;
    PredictionFiles* predictions_;
    ClosingTrainings* trainings_ = nullptr;
    std::vector<Page*> pages_;
    BrowsePage* browse_ = nullptr;
    Page* active_ = nullptr;
    int wantedPage_ = 0;
    qint64 image_ = 0;               // the image shown on the previous page
    std::vector<std::string> told_;  // about models that cannot be used, and about the folder
};

}  // namespace legenda::ui
