// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/page.h"

#include "ui/controls/actions.h"
#include "ui/controls/banner.h"
#include "ui/controls/notices/mending.h"
#include "ui/controls/toast.h"

#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {
constexpr std::size_t kUndoable = 100;  // acts of a page that Ctrl+Z undoes
}  // namespace

Page::Page(QString id, QString title, QString iconName, Bridge* bridge, QWidget* parent)
    : QWidget(parent),
      id_(std::move(id)),
      title_(std::move(title)),
      iconName_(std::move(iconName)),
      bridge_(bridge),
      area_(new QWidget(this)),
      banner_(new Banner(area_)) {
    setAccessibleName(title_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(area_);
    auto* inner = new QVBoxLayout(area_);
    inner->setContentsMargins(0, 0, 0, 0);
}

Page::~Page() = default;

void Page::setContent(QWidget* content) {
    delete content_;
    content_ = content;
    area_->layout()->addWidget(content);
}

void Page::showError(const base::Error& error, const QString& mendText, std::function<void()> mend) {
    if (auto offered = mend ? std::nullopt : mendingOf(error, window()))
        return banner_->showError(error, offered->text, std::move(offered->act));
    banner_->showError(error, mendText, std::move(mend));
}

void Page::clearError() {
    banner_->dismiss();
}

void Page::toast(const QString& text, const QString& buttonText, std::function<void()> act) {
    if (bridge_ && !bridge_->late().empty())
        return Toast::show(
            window(), tr("%1 (in %2)").arg(text, QString::fromStdU16String(bridge_->late().filename().u16string())));
    if (!act || !bridge_ || !bridge_->project()) return Toast::show(window(), text, buttonText, std::move(act));
    Toast::show(window(), text, buttonText,
                [bridge = QPointer(bridge_), folder = bridge_->project()->folder, act = std::move(act)] {
                    if (bridge && bridge->project() && bridge->project()->folder == folder) act();
                });
}

void Page::toastUndo(const QString& text, std::function<void()> undo) {
    if (!undo_ || !bridge_ || !bridge_->project() || !bridge_->late().empty())
        return toast(text, tr("Undo"), std::move(undo));
    if (undoable_.size() == kUndoable) undoable_.erase(undoable_.begin());
    undoable_.push_back({++lastUndoable_, text, bridge_->project()->folder, std::move(undo)});
    undo_->setEnabled(true);
    toast(text, tr("Undo"), [page = QPointer(this), id = lastUndoable_] {
        if (page) page->undo(id);
    });
}

void Page::addUndo() {
    undo_ = ui::addAction(this, id_ + QStringLiteral(".undo"), tr("Undo"), QStringLiteral("undo"),
                          {QKeySequence(Qt::CTRL | Qt::Key_Z)}, [this] { undoLast(); });
    undo_->setEnabled(false);
}

void Page::undo(int id) {
    const auto at = std::ranges::find(undoable_, id, &Undoable::id);
    if (at == undoable_.end()) return;
    const auto act = std::move(at->undo);
    undoable_.erase(at);
    undo_->setEnabled(!undoable_.empty());
    act();
}

void Page::undoLast() {
    if (!bridge_->project()) return;
    std::erase_if(undoable_, [&](const Undoable& each) { return each.project != bridge_->project()->folder; });
    undo_->setEnabled(!undoable_.empty());
    if (undoable_.empty()) return;
    toast(tr("Undone: %1").arg(undoable_.back().said));
    undo(undoable_.back().id);
}

}  // namespace legenda::ui
