// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings_panel.h"

#include "ui/bridge/preferences.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace legenda::ui {

namespace {

QTreeWidgetItem* addHead(QTreeWidget* list, const QString& title) {
    auto* head = new QTreeWidgetItem(list, {title});
    head->setFont(0, theme::font(theme::Type::Base, QFont::DemiBold));
    head->setData(1, Qt::AccessibleTextRole, SettingsDialog::tr("Keys of %1").arg(title));
    return head;
}

void addRow(QTreeWidgetItem* head, const QString& text, const QString& keys) {
    auto* item = new QTreeWidgetItem(head, {text, keys});
    item->setForeground(1, theme::colours().accentText);
}

// Keys and gestures of widgets, which are not actions.
void addFixedKeys(QTreeWidget* list) {
    const auto tr = [](const char* text) { return SettingsDialog::tr(text); };
    auto* canvas = addHead(list, tr("On the photograph"));
    addRow(canvas, tr("Hide the boxes while held"), QStringLiteral("H"));
    addRow(canvas, tr("Move the picture"), tr("Space or middle button, drag"));
    addRow(canvas, tr("Zoom"), tr("Ctrl+wheel"));
    addRow(canvas, tr("Move the chosen box by 1 or 10 px"), tr("Arrows, Shift+arrows"));
    addRow(canvas, tr("Leave or cancel"), QStringLiteral("Esc"));
    auto* words = addHead(list, tr("In the text of a box"));
    addRow(words, tr("Take the suggestion; next text, after the last a new one"), tr("Tab"));
    addRow(words, tr("The text before"), tr("Shift+Tab"));
    addRow(words, tr("Done, back to the photograph"), tr("Enter"));
    addRow(words, tr("Restore the earlier text"), QStringLiteral("Esc"));
}

}  // namespace

SettingsDialog::SettingsDialog(const QList<KeyGroup>& keys, QWidget* parent) : QDialog(parent), tabs_(new QTabWidget) {
    setWindowTitle(tr("Settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(560, 520);
    tabs_->addTab(generalTab(), tr("General"));
    tabs_->addTab(keysTab(keys), tr("Keys"));
    tabs_->setAccessibleName(tr("Settings"));
    tabs_->tabBar()->setAccessibleName(tr("Parts of the settings"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kSpace4, theme::kSpace3, theme::kSpace4, theme::kSpace4);
    layout->addWidget(tabs_);
}

void SettingsDialog::showKeys() {
    tabs_->setCurrentIndex(1);
}

QWidget* SettingsDialog::generalTab() {
    auto* tab = new QWidget;
    auto* form = new QFormLayout(tab);
    form->setContentsMargins(0, theme::kSpace4, 0, 0);
    form->setHorizontalSpacing(theme::kSpace5);
    form->setVerticalSpacing(theme::kSpace3);
    auto* look = new QComboBox;
    look->addItems({tr("As the system"), tr("Light"), tr("Dark")});
    look->setCurrentIndex(static_cast<int>(theme::appearance()));
    connect(look, &QComboBox::activated, this, [](int choice) {
        setPreference(QStringLiteral("appearance"), choice);
        theme::apply(*qApp, static_cast<theme::Appearance>(choice));
    });
    form->addRow(tr("Appearance"), look);
    auto* device = new QComboBox;
    device->addItem(tr("Graphics card where there is one"), QStringLiteral("auto"));
    device->addItem(tr("Processor"), QStringLiteral("cpu"));
    device->setCurrentIndex(std::max(0, device->findData(preference(QStringLiteral("device")))));
    connect(device, &QComboBox::activated, this,
            [device] { setPreference(QStringLiteral("device"), device->currentData()); });
    form->addRow(tr("Device"), device);
    auto* hint =
        new QLabel(tr("Used from the next start on. NVIDIA cards need the build that packaging/start --cuda makes."));
    hint->setWordWrap(true);
    hint->setProperty("weak", true);
    form->addRow(QString(), hint);
    return tab;
}

QWidget* SettingsDialog::keysTab(const QList<KeyGroup>& keys) {
    auto* tab = new QWidget;
    auto* layout = new QVBoxLayout(tab);
    layout->setContentsMargins(0, theme::kSpace3, 0, 0);
    auto* filter = new QLineEdit;
    filter->setPlaceholderText(tr("Find an action or a key"));
    filter->setAccessibleName(filter->placeholderText());
    filter->setClearButtonEnabled(true);
    auto* list = new QTreeWidget;
    list->setColumnCount(2);
    list->setHeaderHidden(true);
    list->setIndentation(theme::kSpace3);
    list->setSelectionMode(QAbstractItemView::NoSelection);
    list->setFocusPolicy(Qt::TabFocus);
    list->setAccessibleName(tr("Keys"));
    for (const KeyGroup& group : keys) {
        auto* head = addHead(list, group.title);
        for (const QAction* action : group.actions) {
            if (action->shortcuts().isEmpty()) continue;
            QString text = action->text();
            addRow(head, text.remove(QLatin1Char('&')),
                   QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText));
        }
        if (head->childCount() == 0) delete head;
    }
    addFixedKeys(list);
    list->expandAll();
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list->header()->setStretchLastSection(false);
    connect(filter, &QLineEdit::textChanged, list, [list](const QString& text) {
        for (int g = 0; g < list->topLevelItemCount(); ++g) {
            QTreeWidgetItem* group = list->topLevelItem(g);
            bool any = false;
            for (int i = 0; i < group->childCount(); ++i) {
                QTreeWidgetItem* row = group->child(i);
                const bool fits = row->text(0).contains(text, Qt::CaseInsensitive) ||
                                  row->text(1).contains(text, Qt::CaseInsensitive);
                row->setHidden(!fits);
                any = any || fits;
            }
            group->setHidden(!any);
        }
    });
    layout->addWidget(filter);
    layout->addWidget(list, 1);
    return tab;
}

}  // namespace legenda::ui
