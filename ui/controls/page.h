// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/controls/shown_item.h"

#include <QString>
#include <QWidget>

#include <filesystem>
#include <functional>
#include <vector>

class QAction;

namespace legenda::ui {

class Banner;

enum class SearchMode { Captions, Ask };

// One page of the rail. Made by the main window as `new XPage(bridge, parent)`:
//   ui/browse/browse_page.h BrowsePage, annotate_page.h AnnotatePage, train_page.h TrainPage, evaluate_page.h
//   EvaluatePage.
// A page builds its widgets and hands the outermost to setContent(); its own actions are made with addAction(this, …)
// as ui::addAction (ui/controls/actions.h), so that they work only while the page is shown. GUI thread only.
class Page : public QWidget {
    Q_OBJECT
 public:
    // id: "browse", also the name of --page; iconName: a stem of resources/icons.
    Page(QString id, QString title, QString iconName, Bridge* bridge, QWidget* parent = nullptr);
    ~Page() override;

    const QString& id() const { return id_; }
    const QString& title() const { return title_; }
    const QString& iconName() const { return iconName_; }
    Bridge* bridge() const { return bridge_; }

    // A project was opened, or its counts changed by an import. Called for every page, shown or not: requests belong in
    // activated().
    virtual void setProject(const project::ProjectInfo& project) = 0;
    // The page is shown now; called after setProject. Data that others may have changed is refreshed here.
    virtual void activated() {}
    virtual void deactivated() {}
    // Shows this image (its id), once the page is activated; pages without an image ignore it.
    virtual void showImage(std::int64_t image) { (void)image; }
    // The same with what an evaluation says of it.
    virtual void showItem(const ShownItem& item) { showImage(item.image); }
    // The header's search field; an empty text clears the search.
    virtual void setSearch(const QString& text, SearchMode mode) { (void)text, (void)mode; }
    // Before the window closes: the number of changes that could not be written yet, whether any are being written, and
    // a retry.
    virtual int unwritten() const { return 0; }
    virtual bool writing() const { return false; }
    virtual void writeAgain() {}
    // What the page shows now, in a sentence or two: its explanation begins with it. Empty: nothing to tell.
    virtual QString nowShown() const { return {}; }
    // Everything visible has arrived: screenshots wait for it.
    virtual bool settled() const { return true; }

    // One sentence over the top of the page's content, with Details (the error's context) and an action that resolves
    // it: `mend`, else what mendingOf() has for it. Cancelled and Superseded are not errors and are not shown.
    void showError(const base::Error& error, const QString& mendText = {}, std::function<void()> mend = {});
    void clearError();
    // A short notice beside the menus of the window for 6 s, with a button where `act` is given; it does nothing once
    // another project is open. What is said of an edit that is answered then names its project, without a button.
    void toast(const QString& text, const QString& buttonText = {}, std::function<void()> act = {});
    // The same with the button Undo; where the page has addUndo(), Ctrl+Z undoes as well, for as long as the project is
    // open, the newest act first.
    void toastUndo(const QString& text, std::function<void()> undo);

 Q_SIGNALS:
    // Asks another page to show this image: ("browse", 12).
    void imageRequested(const QString& page, qint64 image);
    // Asks Browse to show the image of an item, with its prediction and reference.
    void itemRequested(const legenda::ui::ShownItem& item);
    // This page shows another image now: other pages follow when they are activated.
    void imageShown(qint64 image);

 protected:
    void setContent(QWidget* content);
    void addUndo();  // the action "PAGE.undo", for a page without a history of its own

 private:
    struct Undoable {
        int id;
        QString said;
        std::filesystem::path project;
        std::function<void()> undo;
    };
    void undo(int id);
    void undoLast();

    QString id_, title_, iconName_;
    Bridge* bridge_;
    QWidget* area_;  // of the content
    Banner* banner_;
    QWidget* content_ = nullptr;
    std::vector<Undoable> undoable_;  // the oldest first
    int lastUndoable_ = 0;
    QAction* undo_ = nullptr;
};

}  // namespace legenda::ui
