// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_page.h"
#include "ui/bridge/preferences.h"
#include "ui/browse/browse_page.h"
#include "ui/evaluate/evaluate_page.h"
#include "ui/shell/actions.h"
#include "ui/shell/header.h"
#include "ui/shell/main_window.h"
#include "ui/shell/rail.h"
#include "ui/shell/settings_panel.h"
#include "ui/theme/theme.h"
#include "ui/train/train_page.h"

#include <QApplication>
#include <QDir>
#include <QMenuBar>
#include <QMessageBox>
#include <QStackedWidget>

namespace legenda::ui {

void MainWindow::buildPages() {
    browse_ = new BrowsePage(bridge_);
    pages_ = {browse_, new AnnotatePage(bridge_), new TrainPage(bridge_), new EvaluatePage(bridge_)};
    for (std::size_t i = 0; i < pages_.size(); ++i) {
        Page* page = pages_[i];
        stack_->addWidget(page);
        rail_->addPage(page->title(), page->iconName(), QStringLiteral("%1  (Ctrl+%2)").arg(page->title()).arg(i + 1));
        connect(page, &Page::imageRequested, this, [this](const QString& id, qint64 image) {
            image_ = image;
            Page* wanted = this->page(id);
            if (wanted && wanted == active_)
                wanted->showImage(image);
            else
                showPage(id);
        });
        connect(page, &Page::imageShown, this, [this, page](qint64 image) {
            if (page == active_) image_ = image;
        });
    }
    connect(browse_, &BrowsePage::pictureShown, this, &MainWindow::firstPicture);
}

QAction* MainWindow::addCommand(QMenu* menu, const char* id, const QString& text, const QString& icon,
                                const QList<QKeySequence>& keys, std::function<void()> run) {
    QAction* action = ui::addAction(this, QLatin1String(id), text, icon, keys, std::move(run));
    menu->addAction(action);
    action->setIconVisibleInMenu(false);
    return action;
}

void MainWindow::buildMenus() {
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildHelpMenu();
}

void MainWindow::buildFileMenu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    QAction* open = addCommand(file, "file.open", tr("Open a project …"), QStringLiteral("folder"),
                               {QKeySequence::Open}, [this] { chooseProject(); });
    QAction* folder = addCommand(file, "file.folder", tr("Open a folder of photographs …"), QStringLiteral("image"),
                                 {QKeySequence(Qt::CTRL | Qt::Key_U)}, [this] { chooseFolder(); });
    file->addMenu(recent_);
    QAction* import = addCommand(file, "file.import", tr("Import a data set …"), QStringLiteral("import"),
                                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I)}, [this] { chooseImport(); });
    QAction* demo = addCommand(file, "file.demo", tr("Open the demo project"), QStringLiteral("browse"), {},
                               [this] { openDemo(); });
    file->addSeparator();
    addCommand(file, "file.quit", tr("Quit"), QStringLiteral("close"), {QKeySequence(Qt::CTRL | Qt::Key_Q)},
               [this] { close(); });
    projectMenu_->addActions({open, folder});
    projectMenu_->addMenu(recent_);
    projectMenu_->addSeparator();
    projectMenu_->addActions({import, demo});
}

void MainWindow::buildEditMenu() {
    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    addCommand(edit, "edit.find", tr("Search captions"), QStringLiteral("search"), {QKeySequence::Find},
               [this] { header_->focusSearch(); });
    addCommand(edit, "edit.ask", tr("Ask for an image"), QStringLiteral("ask"),
               {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)}, [this] { header_->ask(); });
    addCommand(edit, "edit.palette", tr("Find an action"), QStringLiteral("command"),
               {QKeySequence(Qt::CTRL | Qt::Key_K)}, [this] { showPalette(); });
    edit->addSeparator();
    addCommand(edit, "edit.settings", tr("Settings"), QStringLiteral("settings"),
               {QKeySequence(Qt::CTRL | Qt::Key_Comma)}, [this] { showSettings(false); });
}

void MainWindow::buildViewMenu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    const std::pair<QString, QString> pages[] = {{tr("Browse"), QStringLiteral("browse")},
                                                 {tr("Annotate"), QStringLiteral("annotate")},
                                                 {tr("Train"), QStringLiteral("train")},
                                                 {tr("Evaluate"), QStringLiteral("evaluate")}};
    int number = 0;
    for (const auto& [title, id] : pages)
        addCommand(view, ("view." + id.toLatin1()).constData(), title, id,
                   {QKeySequence(QStringLiteral("Ctrl+%1").arg(++number))}, [this, id = id] { showPage(id); });
    view->addSeparator();
    const auto look = [](theme::Appearance choice) {
        setPreference(QStringLiteral("appearance"), static_cast<int>(choice));
        theme::apply(*qApp, choice);
    };
    addCommand(view, "view.light", tr("Light appearance"), QStringLiteral("sun"), {},
               [look] { look(theme::Appearance::Light); });
    addCommand(view, "view.dark", tr("Dark appearance"), QStringLiteral("moon"), {},
               [look] { look(theme::Appearance::Dark); });
    addCommand(view, "view.system", tr("Appearance of the system"), QStringLiteral("settings"), {},
               [look] { look(theme::Appearance::System); });
}

void MainWindow::buildHelpMenu() {
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    addCommand(help, "help.keys", tr("Keys"), QStringLiteral("keyboard"), {QKeySequence(Qt::Key_F1)},
               [this] { showSettings(true); });
    addCommand(help, "help.about", tr("About Legenda"), QStringLiteral("info"), {}, [this] {
        auto* about = new QMessageBox(QMessageBox::NoIcon, tr("About Legenda"),
                                      tr("<b>Legenda %1</b><br>Aligns sentences with the regions of photographs and "
                                         "describes photographs and regions.<br><br>GPL-3.0-or-later")
                                          .arg(QLatin1String(LEGENDA_VERSION)),
                                      QMessageBox::Close, this);
        about->setAttribute(Qt::WA_DeleteOnClose);
        about->setIconPixmap(
            theme::iconPixmap(QStringLiteral("legenda"), theme::colours().text, 64, devicePixelRatioF()));
        about->open();
    });
}

void MainWindow::fillRecent() {
    recent_->clear();
    for (const QString& folder : preference(QStringLiteral("recentProjects")).toStringList()) {
        QAction* action = recent_->addAction(QDir(folder).dirName());
        action->setToolTip(folder);
        connect(action, &QAction::triggered, this, [this, folder] { openProject(folder); });
    }
    recent_->setEnabled(!recent_->isEmpty());
}

QList<KeyGroup> MainWindow::keys() const {
    QList<KeyGroup> groups{{tr("Everywhere"), actions()}};
    for (const Page* page : pages_) groups.append({page->title(), page->actions()});
    return groups;
}

}  // namespace legenda::ui
