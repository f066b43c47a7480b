// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/project_opener.h"

#include "ui/bridge/settings.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/toast.h"
#include "ui/shell/import_dialog.h"
#include "ui/shell/import_summary.h"

#include <QDir>
#include <QFileInfo>
#include <QMainWindow>

namespace legenda::ui {

namespace {

// The project folder of a path, empty when it is not one: NAME.legenda or its database.
QString projectFolder(const QFileInfo& path) {
    if (path.isDir() && (path.suffix() == QLatin1String("legenda") ||
                         QFileInfo::exists(QDir(path.filePath()).filePath(QStringLiteral("project.sqlite")))))
        return path.absoluteFilePath();
    if (path.fileName() == QLatin1String("project.sqlite")) return path.absolutePath();
    return {};
}

}  // namespace

ProjectOpener::ProjectOpener(Bridge* bridge, QMainWindow* window) : QObject(window), bridge_(bridge), window_(window) {}

void ProjectOpener::openPath(const QString& path) {
    const QFileInfo info(path);
    if (!info.exists()) {
        return fail(
            {base::ErrorCode::Io, tr("%1 does not exist.").arg(QDir::toNativeSeparators(path)).toStdString(), {}});
    }
    const QString project = projectFolder(info);
    if (!project.isEmpty())
        openProject(project);
    else
        openImages(info.absoluteFilePath());
}

void ProjectOpener::openImages(const QString& imageOrFolder) {
    ++opening_;
    const int asked = ++asked_;
    QDir().mkpath(projectsFolder());
    bridge_->jobs().projectFromImages(this, imageOrFolder, projectsFolder(),
                                      [this, imageOrFolder, asked](const base::Result<exchange::OpenedImages>& made) {
                                          --opening_;
                                          if (!made) return fail(made.error());
                                          const QString project = QString::fromStdU16String(made->project.u16string());
                                          if (asked != asked_)
                                              return offer(project, QFileInfo(imageOrFolder).fileName());
                                          openProject(project,
                                                      [this, imageOrFolder, report = made->report](bool opened) {
                                                          if (!opened) return;
                                                          if (!QFileInfo(imageOrFolder).isDir())
                                                              Q_EMIT photographOpened(imageOrFolder);
                                                          if (report.newCaptions > 0 || !report.problems.empty())
                                                              tell(report);
                                                      });
                                      });
}

void ProjectOpener::openProject(const QString& folder, std::function<void(bool)> done) {
    ++opening_;
    ++asked_;
    failure_.reset();
    bridge_->openProject(this, folder, [this, done = std::move(done)](base::Result<project::ProjectInfo> project) {
        --opening_;
        if (project) {
            Q_EMIT opened(*project);
        } else {
            failure_ = project.error();
            Q_EMIT projectFailed(project.error());
        }
        if (done) done(project.has_value());
    });
}

void ProjectOpener::openDemo() {
    // One that was made before needs no job.
    const QDir made(QDir(dataFolder()).filePath(QStringLiteral("demo.legenda")));
    if (made.exists(QStringLiteral("project.sqlite"))) return openProject(made.path());
    ++opening_;
    const int asked = ++asked_;
    bridge_->jobs().createDemo(this, dataFolder(), [this, asked](base::Result<QString> project) {
        --opening_;
        if (!project) return fail(project.error());
        if (asked != asked_) return;
        openProject(*project);
    });
}

// The opened project arrived after the user had opened something else, which stays.
void ProjectOpener::offer(const QString& project, const QString& name) {
    Toast::show(window_, tr("%1 is ready").arg(name), tr("Open"), [this, project] { openProject(project); });
}

void ProjectOpener::tell(const exchange::ImportReport& report) {
    const ImportSummary summary(report);
    Q_EMIT imported(summary.sentence, summary.details);
}

void ProjectOpener::fail(const base::Error& error) {
    failure_ = error;
    Q_EMIT failed(error);
}

void ProjectOpener::chooseProject() {
    auto* dialog = folderDialog(window_, QStringLiteral("project"), tr("Open a project: the folder NAME.legenda"),
                                QStandardPaths::AppDataLocation);
    connect(dialog, &QFileDialog::fileSelected, this, &ProjectOpener::openPath);
    dialog->open();
}

void ProjectOpener::chooseFolder() {
    auto* dialog = folderDialog(window_, QStringLiteral("photographs"), tr("Open a folder of photographs"),
                                QStandardPaths::PicturesLocation);
    connect(dialog, &QFileDialog::fileSelected, this, &ProjectOpener::openPath);
    dialog->open();
}

void ProjectOpener::chooseMoved() {
    if (!bridge_->project()) return;
    auto* dialog =
        folderDialog(window_, QStringLiteral("moved"), tr("Where the photographs are now, or a folder above"),
                     QStandardPaths::PicturesLocation);
    connect(dialog, &QFileDialog::fileSelected, this, &ProjectOpener::findMoved);
    dialog->open();
}

void ProjectOpener::findMoved(const QString& folder) {
    bridge_->jobs().relink(this, folder, [this](const base::Result<exchange::RelinkReport>& report) {
        if (!report) {
            if (!dropped(report.error())) fail(report.error());
            return;
        }
        QString said = report->missing == 0
                           ? tr("No photograph is missing.")
                           : tr("%1 of %2 missing photographs found.").arg(report->found).arg(report->missing);
        if (!report->taken.empty())
            said += QLatin1Char(' ') + tr("The files of %1 belong to other photographs of the project, or to some that "
                                          "were removed from it (the first is %2).")
                                           .arg(report->taken.size())
                                           .arg(QString::fromStdString(report->taken.front()));
        Toast::show(window_, said);
    });
}

void ProjectOpener::chooseImport() {
    auto* sheet = new ImportSheet(bridge_, projectsFolder(), window_);
    connect(sheet, &ImportSheet::imported, this, [this](const QString& project, const exchange::ImportReport& report) {
        const auto& open = bridge_->project();
        if (open && QString::fromStdU16String(open->folder.u16string()) == project) return tell(report);
        openProject(project, [this, report](bool opened) {
            if (opened) tell(report);
        });
    });
    connect(sheet, &ImportSheet::failed, this, &ProjectOpener::importFailed);
    sheet->show();
}

}  // namespace legenda::ui
