// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <optional>

class QMainWindow;

namespace legenda::ui {

// Opens projects, folders of photographs and single photographs, by path or by a dialog over the window. The last
// opening wins: an earlier request that is still under way does not replace it. GUI thread.
class ProjectOpener : public QObject {
    Q_OBJECT
 public:
    ProjectOpener(Bridge* bridge, QMainWindow* window);

    // A project, a folder of photographs or one photograph.
    void openPath(const QString& path);
    void openProject(const QString& folder, std::function<void(bool)> done = {});
    void openDemo();
    void chooseProject();
    void chooseFolder();
    void chooseImport();
    void chooseMoved();  // a folder in which the open project's missing photographs are found again
    void findMoved(const QString& folder);

    bool opening() const { return opening_ > 0; }
    const std::optional<base::Error>& failure() const { return failure_; }  // of the last opening

 Q_SIGNALS:
    void opened(const legenda::project::ProjectInfo& project);
    void photographOpened(const QString& file);
    void failed(const legenda::base::Error& error);         // the path is not one
    void projectFailed(const legenda::base::Error& error);  // it is a project, and cannot be opened
    void importFailed(const legenda::base::Error& error);
    // What an import or an opened folder held, once its project is shown; details: what was left out, and why.
    void imported(const QString& summary, const QString& details);

 private:
    void openImages(const QString& imageOrFolder);
    void fail(const base::Error& error);
    void tell(const exchange::ImportReport& report);
    void offer(const QString& project, const QString& name);

    Bridge* bridge_;
    QMainWindow* window_;
    int opening_ = 0;
    int asked_ = 0;  // incremented with every opening
    std::optional<base::Error> failure_;
};

}  // namespace legenda::ui
