// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/page.h"

#include "ui/controls/banner.h"
#include "ui/controls/notices/mending.h"
#include "ui/controls/toast.h"

#include <QPointer>
#include <QVBoxLayout>

namespace legenda::ui {

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

void Page::toast(const QString& text, const QString& buttonText, std::function<void()> undo) {
    if (bridge_ && !bridge_->late().empty())
        return Toast::show(
            window(), tr("%1 (in %2)").arg(text, QString::fromStdU16String(bridge_->late().filename().u16string())));
    if (!undo || !bridge_ || !bridge_->project()) return Toast::show(window(), text, buttonText, std::move(undo));
    Toast::show(window(), text, buttonText,
                [bridge = QPointer(bridge_), folder = bridge_->project()->folder, undo = std::move(undo)] {
                    if (bridge && bridge->project() && bridge->project()->folder == folder) undo();
                });
}

}  // namespace legenda::ui
