// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/bridge/preferences.h"
#include "ui/browse/browse_page.h"
#include "ui/controls/banner.h"
#include "ui/controls/painted_items.h"
#include "ui/controls/toast.h"
#include "ui/controls/wheel_guard.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/header.h"
#include "ui/shell/import_dialog.h"
#include "ui/shell/rail.h"
#include "ui/shell/settings_panel.h"
#include "ui/shell/start_screen.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kRecent = 10;

QString qt(const std::filesystem::path& path) {
    return QString::fromStdU16String(path.u16string());
}

// The project folder that a path means, empty when it is none: NAME.legenda or its database.
QString projectFolder(const QFileInfo& path) {
    if (path.isDir() && (path.suffix() == QLatin1String("legenda") ||
                         QFileInfo::exists(QDir(path.filePath()).filePath(QStringLiteral("project.sqlite")))))
        return path.absoluteFilePath();
    if (path.fileName() == QLatin1String("project.sqlite")) return path.absolutePath();
    return {};
}

}  // namespace

MainWindow::MainWindow(Bridge* bridge, bool remember, QWidget* parent)
    : QMainWindow(parent),
      bridge_(bridge),
      remember_(remember),
      banner_(new Banner),
      rail_(new Rail),
      stack_(new QStackedWidget),
      empty_(new EmptyState),
      target_(new DropTarget(this)),
      projectMenu_(new QMenu(this)),
      recent_(new QMenu(tr("Recent projects"), this)) {
    WheelGuard::install();
    PaintedItems::install();
    setWindowTitle(QStringLiteral("Legenda"));
    setWindowIcon(theme::icon(QStringLiteral("legenda")));
    setAcceptDrops(true);
    setMinimumSize(1024, 640);
    resize(1440, 900);
    buildMenus();
    header_ = new MainHeader(bridge_, projectMenu_);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    auto* line = new QFrame;
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    column->addWidget(line);
    column->addWidget(banner_);
    column->addWidget(stack_, 1);
    auto* centre = new QWidget;
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(rail_);
    row->addLayout(column, 1);
    setCentralWidget(centre);
    stack_->addWidget(empty_);
    buildPages();
    connect(rail_, &Rail::pageChosen, this, &MainWindow::showIndex);
    connect(rail_, &Rail::settingsRequested, this, [this] { showSettings(false); });
    // A button that goes or is switched off while it has the keyboard would hand it to the next control of the window,
    // often "Settings": the page gets it.
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget* before, const QWidget* now) {
        const bool gone = before && (!before->isVisible() || !before->isEnabled());
        if (gone && now && active_ && rail_->isAncestorOf(now)) active_->setFocus();
    });
    connect(empty_, &EmptyState::demoRequested, this, &MainWindow::openDemo);
    connect(empty_, &EmptyState::folderRequested, this, &MainWindow::chooseFolder);
    connect(empty_, &EmptyState::importRequested, this, &MainWindow::chooseImport);
    connect(bridge_, &Bridge::projectOpened, this, &MainWindow::projectOpened);
    connect(bridge_, &Bridge::modelsChanged, this, &MainWindow::tellOf);
    connect(bridge_, &Bridge::annotationSaved, this, [this] { warned_ = false; });
    connect(bridge_, &Bridge::annotationFailed, this, [this](const base::Error& error) { notWritten_ = error; });
    connect(header_, &MainHeader::searchChanged, this, [this](const QString& text, SearchMode mode) {
        if (Page* page = currentPage()) page->setSearch(text, mode);
    });
    connect(browse_, &BrowsePage::searchWanted, header_, &MainHeader::search);
    header_->setSearchEnabled(false);
    empty_->setFocus();
    if (remember_) restore();
}

MainWindow::~MainWindow() = default;

// --- opening

QString MainWindow::dataFolder() const {
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
}

void MainWindow::openAtStart() {
    const QStringList recent = remember_ ? preference(QStringLiteral("recentProjects")).toStringList() : QStringList();
    for (const QString& folder : recent)
        if (QFileInfo::exists(QDir(folder).filePath(QStringLiteral("project.sqlite")))) return openProject(folder);
    openDemo();
}

void MainWindow::openPath(const QString& path) {
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

void MainWindow::openImages(const QString& imageOrFolder) {
    ++opening_;
    const int asked = ++asked_;
    const QString projects = QDir(dataFolder()).filePath(QStringLiteral("projects"));
    QDir().mkpath(projects);
    bridge_->jobs().projectFromImages(this, imageOrFolder, projects,
                                      [this, imageOrFolder, asked](base::Result<QString> project) {
                                          --opening_;
                                          if (!project) return fail(project.error());
                                          if (asked != asked_)
                                              return offer(*project, QFileInfo(imageOrFolder).fileName());
                                          openProject(*project, [this, imageOrFolder](bool opened) {
                                              if (!opened || QFileInfo(imageOrFolder).isDir()) return;
                                              browse_->showFile(std::filesystem::path(imageOrFolder.toStdU16String()));
                                              showPage(QStringLiteral("browse"));
                                          });
                                      });
}

void MainWindow::openProject(const QString& folder, std::function<void(bool)> done) {
    ++opening_;
    ++asked_;
    failure_.reset();
    bridge_->openProject(this, folder,
                         [this, folder, done = std::move(done)](base::Result<project::ProjectInfo> project) {
                             --opening_;
                             if (!project) failure_ = project.error();
                             if (!project)
                                 showError(project.error(), tr("Open the demo project"), [this] { openDemo(); });
                             else {
                                 banner_->dismiss();
                                 told_.clear();
                                 tellOf(*project);
                             }
                             if (done) done(project.has_value());
                         });
}

void MainWindow::openDemo() {
    ++opening_;
    const int asked = ++asked_;
    bridge_->jobs().createDemo(this, dataFolder(), [this, asked](base::Result<QString> project) {
        --opening_;
        if (!project) return fail(project.error());
        if (asked != asked_) return;
        openProject(*project);
    });
}

// A model that was chosen and cannot be used is never passed over in silence; nor is one that is kept from an earlier
// version, nor a folder that is not safe on several computers at a time.
void MainWindow::tellOf(const project::ProjectInfo& project) {
    if (!project.notice.empty()) banner_->showMessage(Banner::Kind::Info, QString::fromStdString(project.notice));
    auto wanted = project.problems;
    if (!project.warning.empty()) wanted.push_back(project.warning);
    if (wanted == told_) return;
    told_ = std::move(wanted);
    QStringList sentences;
    for (const auto& problem : told_) sentences << QString::fromStdString(problem);
    if (sentences.isEmpty()) return banner_->dismiss();
    const QString text = sentences.join(QLatin1Char(' '));
    if (project.problems.empty()) return banner_->showMessage(Banner::Kind::Warning, text);
    banner_->showMessage(Banner::Kind::Warning, text, {}, tr("Choose a model"),
                         [this] { showPage(QStringLiteral("browse")); });
}

// What was asked for has come while the user went on to something else: that is not taken away.
void MainWindow::offer(const QString& project, const QString& name) {
    Toast::show(this, tr("%1 is ready").arg(name), tr("Open"), [this, project] { openProject(project); });
}

void MainWindow::projectOpened(const project::ProjectInfo& project) {
    const QString folder = qt(project.folder);
    header_->setProjectName(QString::fromStdString(project.name), folder);
    header_->setSearchEnabled(true);
    setWindowTitle(tr("%1 – Legenda").arg(QString::fromStdString(project.name)));
    if (remember_) {
        QStringList recent = preference(QStringLiteral("recentProjects")).toStringList();
        recent.removeAll(folder);
        recent.prepend(folder);
        setPreference(QStringLiteral("recentProjects"), QStringList(recent.mid(0, kRecent)));
        fillRecent();
    }
    for (Page* page : pages_) page->setProject(project);
    if (!currentPage()) showIndex(wantedPage_);
}

// --- pages

Page* MainWindow::page(const QString& id) const {
    for (Page* page : pages_)
        if (page->id() == id) return page;
    return nullptr;
}

Page* MainWindow::currentPage() const {
    return qobject_cast<Page*>(stack_->currentWidget());
}

void MainWindow::showPage(const QString& id) {
    for (std::size_t i = 0; i < pages_.size(); ++i)
        if (pages_[i]->id() == id) showIndex(static_cast<int>(i));
}

void MainWindow::showIndex(int index) {
    if (index < 0 || index >= static_cast<int>(pages_.size())) return;
    wantedPage_ = index;
    if (!bridge_->project()) return;
    Page* next = pages_[static_cast<std::size_t>(index)];
    if (next == active_) return;
    Page* before = active_;
    active_ = next;
    if (before) before->deactivated();
    stack_->setCurrentWidget(next);
    rail_->setCurrent(index);
    if (image_ != 0) next->showImage(image_);
    next->activated();
    if (!QApplication::focusWidget() || !next->isAncestorOf(QApplication::focusWidget())) next->setFocus();
}

void MainWindow::showError(const base::Error& error, const QString& mendText, std::function<void()> mend) {
    banner_->showError(error, mendText, std::move(mend));
}

void MainWindow::fail(const base::Error& error) {
    failure_ = error;
    showError(error);
}

// --- dialogs

void MainWindow::chooseProject() {
    auto* dialog = new QFileDialog(this, tr("Open a project: the folder NAME.legenda"), dataFolder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openPath);
    dialog->open();
}

void MainWindow::chooseFolder() {
    auto* dialog = new QFileDialog(this, tr("Open a folder of photographs"),
                                   QStandardPaths::writableLocation(QStandardPaths::PicturesLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openPath);
    dialog->open();
}

void MainWindow::chooseImport() {
    auto* sheet = new ImportSheet(bridge_, QDir(dataFolder()).filePath(QStringLiteral("projects")), this);
    connect(sheet, &ImportSheet::imported, this, [this](const QString& project, const QString& summary) {
        Toast::show(this, summary);
        if (!bridge_->project() || qt(bridge_->project()->folder) != project) openProject(project);
    });
    connect(sheet, &ImportSheet::failed, this,
            [this](const base::Error& error) { showError(error, tr("Import again"), [this] { chooseImport(); }); });
    sheet->show();
}

void MainWindow::showPalette() {
    QList<QAction*> all;
    if (Page* page = currentPage()) all += page->actions();
    all += actions();
    new CommandPalette(all, this);
}

void MainWindow::showSettings(bool withKeys) {
    auto* open = findChild<SettingsDialog*>();
    if (!open) open = new SettingsDialog(keys(), this);
    if (withKeys) open->showKeys();
    open->show();
    open->raise();
    open->activateWindow();
}

// --- drag and drop, state

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.front().isLocalFile()) {
        event->acceptProposedAction();
        target_->show(urls.front().toLocalFile());
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    target_->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
    target_->hide();
    event->acceptProposedAction();
    openPath(event->mimeData()->urls().front().toLocalFile());
}

void MainWindow::restore() {
    if (!restoreGeometry(preference(QStringLiteral("window")).toByteArray())) {
        constexpr int kTitleBar = 40;
        resize(size().boundedTo(screen()->availableSize() - QSize(0, kTitleBar)));
    }
    browse_->restoreLayout(preference(QStringLiteral("browseLayout")).toByteArray());
    const QString last = preference(QStringLiteral("page")).toString();
    for (std::size_t i = 0; i < pages_.size(); ++i)
        if (pages_[i]->id() == last) wantedPage_ = static_cast<int>(i);
    fillRecent();
}

void MainWindow::save() {
    setPreference(QStringLiteral("window"), saveGeometry());
    setPreference(QStringLiteral("browseLayout"), browse_->layoutState());
    if (active_) setPreference(QStringLiteral("page"), active_->id());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (active_) active_->deactivated();
    if (remember_) save();
    QMainWindow::closeEvent(event);
    if (event->isAccepted()) finishWriting();
}

// The window is gone at once, and the program goes on until what was done in it is in the project.
void MainWindow::finishWriting() {
    if (alive_) return;
    alive_ = std::make_unique<QEventLoopLocker>();
    notWritten_.reset();
    for (Page* page : pages_) page->writeAgain();
    awaitWrites();
}

void MainWindow::awaitWrites() {
    bridge_->annotations().whenWritten(this, [this](const base::Result<void>&) {
        // One change that was written may have let the next one go.
        if (std::ranges::any_of(pages_, &Page::writing)) return awaitWrites();
        int left = 0;
        for (const Page* page : pages_) left += page->unwritten();
        if ((left > 0 || notWritten_) && !std::exchange(warned_, true)) comeBack(left);
        alive_.reset();
    });
}

// What cannot be written is not lost in silence; who closes the window again has heard of it.
void MainWindow::comeBack(int left) {
    show();
    const QString why = notWritten_ ? QString::fromStdString(notWritten_->message)
                                    : tr("%1 changes belong to a project that is not open any more.").arg(left);
    showError({notWritten_ ? notWritten_->code : base::ErrorCode::Io,
               tr("Not everything is saved: %1 Close the window again to leave without it.").arg(why).toStdString(),
               notWritten_ ? notWritten_->context : std::string()},
              tr("Try again"), [this] {
                  banner_->dismiss();
                  for (Page* page : pages_) page->writeAgain();
              });
}

}  // namespace legenda::ui
