// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/annotate/annotate_page.h"
#include "ui/bridge/preferences.h"
#include "ui/bridge/settings.h"
#include "ui/browse/browse_page.h"
#include "ui/controls/actions.h"
#include "ui/controls/banner.h"
#include "ui/controls/help/page_help.h"
#include "ui/controls/painted_items.h"
#include "ui/controls/toast.h"
#include "ui/controls/wheel_guard.h"
#include "ui/evaluate/evaluate_page.h"
#include "ui/shell/accessible_window.h"
#include "ui/shell/backups_dialog.h"
#include "ui/shell/closing_trainings.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/header.h"
#include "ui/shell/job_ends.h"
#include "ui/shell/last_writes.h"
#include "ui/shell/predictions/prediction_files.h"
#include "ui/shell/project_opener.h"
#include "ui/shell/rail.h"
#include "ui/shell/settings/settings_panel.h"
#include "ui/shell/start_screen.h"
#include "ui/shell/window_menus.h"
#include "ui/shell/window_place.h"
#include "ui/theme/theme.h"
#include "ui/train/train_page.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>

namespace legenda::ui {

namespace {

constexpr int kRecent = 10;

}  // namespace

MainWindow::MainWindow(Bridge* bridge, bool remember, QWidget* parent)
    : QMainWindow(parent),
      bridge_(bridge),
      remember_(remember),
      rail_(new Rail),
      stack_(new QStackedWidget),
      target_(new DropTarget(this)),
      opener_(new ProjectOpener(bridge, this)),
      menus_(new WindowMenus(this, opener_)),
      writes_(new LastWrites(bridge, this)),
      predictions_(new PredictionFiles(bridge, this)) {
    WheelGuard::install();
    PaintedItems::install();
    installAccessibleWindow();
    setWindowTitle(QStringLiteral("Legenda"));
    setWindowIcon(theme::icon(QStringLiteral("legenda")));
    setAcceptDrops(true);
    setMinimumSize(1024, 640);
    resize(1440, 900);
    header_ = new MainHeader(bridge_, menus_->projects());
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    auto* line = new QFrame;
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    column->addWidget(line);
    column->addWidget(stack_, 1);
    auto* centre = new QWidget;
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(rail_);
    row->addLayout(column, 1);
    banner_ = new Banner(stack_);
    setCentralWidget(centre);
    auto* empty = new EmptyState;
    connect(empty, &EmptyState::demoRequested, opener_, &ProjectOpener::openDemo);
    connect(empty, &EmptyState::folderRequested, opener_, &ProjectOpener::chooseFolder);
    connect(empty, &EmptyState::importRequested, opener_, &ProjectOpener::chooseImport);
    stack_->addWidget(empty);
    buildPages();
    connect(rail_, &Rail::pageChosen, this, &MainWindow::showIndex);
    connect(rail_, &Rail::settingsRequested, this, [this] { showSettings(false); });
    // A button that is hidden or disabled while it has the focus would pass it to the next control of the window, often
    // "Settings": the page gets it instead.
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget* before, const QWidget* now) {
        const bool gone = before && (!before->isVisible() || !before->isEnabled());
        if (gone && now && active_ && rail_->isAncestorOf(now)) active_->setFocus();
    });
    connectParts();
    header_->setSearchEnabled(false);
    empty->setFocus();
    if (remember_) {
        new JobEnds(bridge_->jobs().list(), this);
        restore();
    }
}

MainWindow::~MainWindow() = default;

void MainWindow::connectParts() {
    connect(bridge_, &Bridge::projectOpened, this, &MainWindow::projectOpened);
    connect(bridge_, &Bridge::modelsChanged, this, &MainWindow::tellOf);
    connect(bridge_, &Bridge::backupFailed, this, [this](const base::Error& error) { showError(error); });
    connect(header_, &MainHeader::searchChanged, this, [this](const QString& text, SearchMode mode) {
        if (Page* page = currentPage()) page->setSearch(text, mode);
    });
    connect(browse_, &BrowsePage::searchWanted, header_, &MainHeader::search);
    connect(menus_, &WindowMenus::searchWanted, header_, &MainHeader::focusSearch);
    connect(menus_, &WindowMenus::askWanted, header_, &MainHeader::ask);
    connect(menus_, &WindowMenus::paletteWanted, this, &MainWindow::showPalette);
    connect(menus_, &WindowMenus::settingsWanted, this, &MainWindow::showSettings);
    connect(menus_, &WindowMenus::pageHelpWanted, this, [this] {
        if (Page* page = currentPage()) PageHelp::toggle(page);
    });
    connect(menus_, &WindowMenus::backupsWanted, this, [this] {
        if (bridge_->project()) (new BackupsDialog(bridge_, this))->show();
    });
    connect(menus_, &WindowMenus::predictionsWanted, predictions_, [this] { predictions_->importFrom(); });
    connect(menus_, &WindowMenus::predictionSetsWanted, predictions_, &PredictionFiles::showSets);
    connect(predictions_, &PredictionFiles::browseWanted, this, [this](const QString& set) {
        browse_->showSet(set);
        showPage(QStringLiteral("browse"));
    });
    connect(predictions_, &PredictionFiles::failed, this, [this](const base::Error& error) { showError(error); });
    connect(opener_, &ProjectOpener::opened, this, [this](const project::ProjectInfo& project) {
        banner_->dismiss();
        told_.clear();
        tellOf(project);
    });
    connect(opener_, &ProjectOpener::photographOpened, this, [this](const QString& file) {
        browse_->showFile(std::filesystem::path(file.toStdU16String()));
        showPage(QStringLiteral("browse"));
    });
    connect(opener_, &ProjectOpener::failed, this, [this](const base::Error& error) { showError(error); });
    connect(opener_, &ProjectOpener::projectFailed, this, [this](const base::Error& error) {
        showError(error, tr("Open the demo project"), [this] { openDemo(); });
    });
    connect(opener_, &ProjectOpener::importFailed, this, [this](const base::Error& error) {
        showError(error, tr("Import again"), [this] { opener_->chooseImport(); });
    });
    connect(opener_, &ProjectOpener::imported, this, [this](const QString& summary, const QString& details) {
        if (details.isEmpty())
            Toast::show(this, summary);
        else
            banner_->showMessage(Banner::Kind::Info, summary, details);
    });
    connect(&Settings::ofApplication(), &Settings::changed, this, [](Setting setting) {
        const Settings& settings = Settings::ofApplication();
        if (setting == Setting::Appearance)
            theme::applySoon(*qApp, static_cast<theme::Appearance>(settings.number(setting)));
        if (setting == Setting::FontPercent) theme::setFontPercent(*qApp, settings.number(setting));
    });
    connect(trainings_, &ClosingTrainings::done, this, &QWidget::close);
    connect(trainings_, &ClosingTrainings::failed, this, [this](const base::Error& error) { showError(error); });
    // Edits that cannot be written are reported.
    connect(writes_, &LastWrites::notSaved, this, [this](const base::Error& error) {
        show();
        showError(error, tr("Try again"), [this] {
            banner_->dismiss();
            writes_->tryAgain();
        });
    });
}

// --- opening

void MainWindow::openAtStart() {
    const QStringList recent = remember_ ? preference(QStringLiteral("recentProjects")).toStringList() : QStringList();
    for (const QString& folder : recent)
        if (QFileInfo::exists(QDir(folder).filePath(QStringLiteral("project.sqlite")))) return openProject(folder);
    openDemo();
}

void MainWindow::openPath(const QString& path) {
    opener_->openPath(path);
}

void MainWindow::openProject(const QString& folder, std::function<void(bool)> done) {
    opener_->openProject(folder, std::move(done));
}

void MainWindow::openDemo() {
    opener_->openDemo();
}

bool MainWindow::opening() const {
    return opener_->opening();
}

const std::optional<base::Error>& MainWindow::failure() const {
    return opener_->failure();
}

// Reported are chosen models that cannot be used, models kept from an earlier version, and a folder that is not safe on
// several computers at a time.
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

void MainWindow::projectOpened(const project::ProjectInfo& project) {
    const QString folder = QString::fromStdU16String(project.folder.u16string());
    header_->setProjectName(QString::fromStdString(project.name), folder);
    header_->setSearchEnabled(true);
    setWindowTitle(tr("%1 – Legenda").arg(QString::fromStdString(project.name)));
    if (remember_) {
        QStringList recent = preference(QStringLiteral("recentProjects")).toStringList();
        recent.removeAll(folder);
        recent.prepend(folder);
        recent = recent.mid(0, kRecent);
        const QVariantMap known = preference(QStringLiteral("recentNames")).toMap();
        QVariantMap names;
        for (const QString& each : std::as_const(recent))
            if (known.contains(each)) names.insert(each, known.value(each));
        names.insert(folder, QString::fromStdString(project.name));
        setPreference(QStringLiteral("recentProjects"), recent);
        setPreference(QStringLiteral("recentNames"), names);
        menus_->fillRecent();
    }
    for (Page* page : pages_) page->setProject(project);
    if (!currentPage()) showIndex(wantedPage_);
}

// --- pages

void MainWindow::buildPages() {
    browse_ = new BrowsePage(bridge_);
    auto* train = new TrainPage(bridge_);
    trainings_ = new ClosingTrainings(train->live(), this);
    pages_ = {browse_, new AnnotatePage(bridge_), train, new EvaluatePage(bridge_)};
    for (Page* page : pages_) {
        stack_->addWidget(page);
        rail_->addPage(page->title(), page->iconName(), actionOf(this, ("view." + page->id().toLatin1()).constData()));
        connect(page, &Page::imageRequested, this, [this](const QString& id, qint64 image) {
            image_ = image;
            Page* wanted = this->page(id);
            if (wanted && wanted == active_)
                wanted->showImage(image);
            else
                showPage(id);
        });
        connect(page, &Page::itemRequested, this, [this](const ShownItem& item) {
            image_ = item.image;
            showPage(browse_->id());
            browse_->showItem(item);
        });
        connect(page, &Page::imageShown, this, [this, page](qint64 image) {
            if (page == active_) image_ = image;
        });
    }
    rail_->setSettingsAction(actionOf(this, "edit.settings"));
    menus_->addToView(actionOf(browse_, "browse.content"));
    menus_->addToView(actionOf(browse_, "browse.differences"));
    writes_->setPages(pages_);
    connect(browse_, &BrowsePage::pictureShown, this, &MainWindow::firstPicture);
}

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

// --- dialogs

void MainWindow::showPalette() {
    QList<QAction*> all;
    if (Page* page = currentPage()) all += page->actions();
    all += actions();
    new CommandPalette(all, this);
}

void MainWindow::showSettings(bool withKeys) {
    auto* open = findChild<SettingsDialog*>();
    if (!open) {
        open = new SettingsDialog(this);
        connect(open, &SettingsDialog::modelsWanted, this, [this] {
            showPage(QStringLiteral("browse"));
            browse_->showModels();
            activateWindow();
        });
    }
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
        const QString path = urls.front().toLocalFile();
        target_->show((predictions_->takes(path) ? tr("Drop to import the predictions in %1") : tr("Drop to open %1"))
                          .arg(QFileInfo(path).fileName()));
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    target_->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
    target_->hide();
    event->acceptProposedAction();
    const QString path = event->mimeData()->urls().front().toLocalFile();
    if (predictions_->takes(path))
        predictions_->importFrom(path);
    else
        openPath(path);
}

void MainWindow::restore() {
    // The window can be moved to the smallest of the screens.
    for (const QScreen* each : QGuiApplication::screens())
        setMinimumSize(minimumSize().boundedTo(leastWindow(each->availableGeometry())));
    const bool known = restoreGeometry(preference(QStringLiteral("window")).toByteArray());
    if (!isMaximized() && !isFullScreen()) {
        const QScreen* on = known ? QGuiApplication::screenAt(geometry().center()) : nullptr;
        const QRect available = (on ? on : screen())->availableGeometry();
        if (!known)
            resize(placeOnScreen(geometry(), available).size());  // the desktop chooses the place
        else if (!available.contains(geometry()))
            setGeometry(placeOnScreen(geometry(), available));
    }
    browse_->restoreLayout(preference(QStringLiteral("browseLayout")).toByteArray());
    const QString last = preference(QStringLiteral("page")).toString();
    for (std::size_t i = 0; i < pages_.size(); ++i)
        if (pages_[i]->id() == last) wantedPage_ = static_cast<int>(i);
    menus_->fillRecent();
}

void MainWindow::save() {
    setPreference(QStringLiteral("window"), saveGeometry());
    setPreference(QStringLiteral("browseLayout"), browse_->layoutState());
    if (active_) setPreference(QStringLiteral("page"), active_->id());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!trainings_->mayClose()) {
        event->ignore();
        return trainings_->ask();
    }
    if (active_) active_->deactivated();
    if (remember_) save();
    QMainWindow::closeEvent(event);
    if (event->isAccepted()) writes_->finish();  // the program continues until everything is in the project
}

}  // namespace legenda::ui
