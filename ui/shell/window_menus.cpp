// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_menus.h"

#include "ui/bridge/preferences.h"
#include "ui/bridge/settings.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/project_opener.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QMenuBar>
#include <QMessageBox>

namespace legenda::ui {

WindowMenus::WindowMenus(MainWindow* window, ProjectOpener* opener)
    : QObject(window),
      window_(window),
      opener_(opener),
      projects_(new QMenu(window)),
      recent_(new QMenu(tr("Recent projects"), window)) {
    recent_->setToolTipsVisible(true);
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildHelpMenu();
}

QAction* WindowMenus::addCommand(QMenu* menu, const char* id, const QString& text, const QString& icon,
                                 const QList<QKeySequence>& keys, std::function<void()> run) {
    QAction* action = ui::addAction(window_, QLatin1String(id), text, icon, keys, std::move(run));
    menu->addAction(action);
    action->setIconVisibleInMenu(false);
    return action;
}

void WindowMenus::buildFileMenu() {
    QMenu* file = window_->menuBar()->addMenu(tr("&File"));
    QAction* open = addCommand(file, "file.open", tr("Open a project …"), QStringLiteral("folder"),
                               {QKeySequence::Open}, [this] { opener_->chooseProject(); });
    QAction* folder = addCommand(file, "file.folder", tr("Open a folder of photographs …"), QStringLiteral("image"),
                                 {QKeySequence(Qt::CTRL | Qt::Key_U)}, [this] { opener_->chooseFolder(); });
    file->addMenu(recent_);
    QAction* import = addCommand(file, "file.import", tr("Import a dataset …"), QStringLiteral("import"),
                                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I)}, [this] { opener_->chooseImport(); });
    QAction* predictions = addCommand(file, "file.importPredictions", tr("Import predictions of another model …"),
                                      QStringLiteral("import"), {}, [this] { Q_EMIT predictionsWanted(); });
    QAction* sets = addCommand(file, "file.predictions", tr("Prediction sets …"), QStringLiteral("layers"), {},
                               [this] { Q_EMIT predictionSetsWanted(); });
    QAction* demo = addCommand(file, "file.demo", tr("Open the demo project"), QStringLiteral("browse"), {},
                               [this] { opener_->openDemo(); });
    QAction* moved = addCommand(file, "file.relink", tr("Find moved photographs …"), QStringLiteral("search"), {},
                                [this] { opener_->chooseMoved(); });
    QAction* backups = addCommand(file, "file.backups", tr("Backups and imports …"), QStringLiteral("database"), {},
                                  [this] { Q_EMIT backupsWanted(); });
    file->addSeparator();
    addCommand(file, "file.quit", tr("Quit"), QStringLiteral("close"), {QKeySequence(Qt::CTRL | Qt::Key_Q)},
               [this] { window_->close(); });
    projects_->addActions({open, folder});
    projects_->addMenu(recent_);
    projects_->addSeparator();
    projects_->addActions({import, predictions, sets, demo});
    projects_->addSeparator();
    projects_->addActions({moved, backups});
}

// Without keys of its own: those of the page's action are in force while the page is shown.
void WindowMenus::addOfPage(QMenu* menu, const QString& act, const QString& title) {
    QAction* entry = menu->addAction(title);
    const auto own = [this, act]() -> QAction* {
        const Page* page = window_->currentPage();
        return page ? page->findChild<QAction*>(page->id() + u'.' + act, Qt::FindDirectChildrenOnly) : nullptr;
    };
    connect(menu, &QMenu::aboutToShow, entry, [entry, own, title] {
        const QAction* action = own();
        entry->setEnabled(action && action->isEnabled());
        const QString keys = action ? action->shortcut().toString(QKeySequence::NativeText) : QString();
        entry->setText(keys.isEmpty() ? title : title + u'\t' + keys);
    });
    connect(entry, &QAction::triggered, this, [own] {
        if (QAction* action = own()) action->trigger();
    });
}

void WindowMenus::buildEditMenu() {
    QMenu* edit = window_->menuBar()->addMenu(tr("&Edit"));
    addOfPage(edit, QStringLiteral("undo"), tr("Undo"));
    addOfPage(edit, QStringLiteral("redo"), tr("Redo"));
    edit->addSeparator();
    addCommand(edit, "edit.find", tr("Search captions"), QStringLiteral("search"), {QKeySequence::Find},
               [this] { Q_EMIT searchWanted(); });
    addCommand(edit, "edit.ask", tr("Ask for an image"), QStringLiteral("ask"),
               {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)}, [this] { Q_EMIT askWanted(); });
    addCommand(edit, "edit.palette", tr("Find an action"), QStringLiteral("command"),
               {QKeySequence(Qt::CTRL | Qt::Key_K)}, [this] { Q_EMIT paletteWanted(); });
    edit->addSeparator();
    addCommand(edit, "edit.settings", tr("Settings"), QStringLiteral("settings"),
               {QKeySequence(Qt::CTRL | Qt::Key_Comma)}, [this] { Q_EMIT settingsWanted(false); });
}

void WindowMenus::buildViewMenu() {
    QMenu* view = view_ = window_->menuBar()->addMenu(tr("&View"));
    const std::pair<QString, QString> pages[] = {{tr("Browse"), QStringLiteral("browse")},
                                                 {tr("Annotate"), QStringLiteral("annotate")},
                                                 {tr("Train"), QStringLiteral("train")},
                                                 {tr("Evaluate"), QStringLiteral("evaluate")}};
    int number = 0;
    for (const auto& [title, id] : pages)
        addCommand(view, ("view." + id.toLatin1()).constData(), title, id,
                   {QKeySequence(QStringLiteral("Ctrl+%1").arg(++number))}, [this, id = id] { window_->showPage(id); });
    view->addSeparator();
    const auto look = [](theme::Appearance choice) {
        Settings::ofApplication().set(Setting::Appearance, static_cast<int>(choice));
        theme::applySoon(*qApp, choice);  // also where only the command line had chosen another one
    };
    addCommand(view, "view.light", tr("Light appearance"), QStringLiteral("sun"), {},
               [look] { look(theme::Appearance::Light); });
    addCommand(view, "view.dark", tr("Dark appearance"), QStringLiteral("moon"), {},
               [look] { look(theme::Appearance::Dark); });
    addCommand(view, "view.system", tr("Appearance of the system"), QStringLiteral("settings"), {},
               [look] { look(theme::Appearance::System); });
    view->addSeparator();
}

void WindowMenus::addToView(QAction* action) {
    view_->addAction(action);
}

void WindowMenus::buildHelpMenu() {
    QMenu* help = window_->menuBar()->addMenu(tr("&Help"));
    addCommand(help, "help.page", tr("What am I looking at?"), QStringLiteral("info"),
               {QKeySequence(Qt::SHIFT | Qt::Key_F1)}, [this] { Q_EMIT pageHelpWanted(); });
    addCommand(help, "help.keys", tr("Keys"), QStringLiteral("keyboard"), {QKeySequence(Qt::Key_F1)},
               [this] { Q_EMIT settingsWanted(true); });
    addCommand(help, "help.about", tr("About Legenda"), QStringLiteral("info"), {}, [this] { showAbout(); });
}

void WindowMenus::fillRecent() {
    recent_->clear();
    const QVariantMap names = preference(QStringLiteral("recentNames")).toMap();
    for (const QString& folder : preference(QStringLiteral("recentProjects")).toStringList()) {
        QString name = names.value(folder, QDir(folder).dirName()).toString();
        QAction* action = recent_->addAction(name.replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setToolTip(folder);
        connect(action, &QAction::triggered, this, [this, folder] { opener_->openProject(folder); });
    }
    recent_->setEnabled(!recent_->isEmpty());
}

void WindowMenus::showAbout() {
    auto* about = new QMessageBox(QMessageBox::NoIcon, tr("About Legenda"),
                                  tr("<b>Legenda %1</b><br>Aligns sentences with the regions of photographs and "
                                     "describes photographs and regions.<br><br>GPL-3.0-or-later")
                                      .arg(QLatin1String(LEGENDA_VERSION)),
                                  QMessageBox::Close, window_);
    about->setAttribute(Qt::WA_DeleteOnClose);
    about->setIconPixmap(
        theme::iconPixmap(QStringLiteral("legenda"), theme::colours().text, 64, window_->devicePixelRatioF()));
    about->open();
}

}  // namespace legenda::ui
