// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings_panel.h"

#include "ui/bridge/preferences.h"
#include "ui/shell/keys_editor.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace legenda::ui {

SettingsDialog::SettingsDialog(QWidget* parent) : QDialog(parent), tabs_(new QTabWidget) {
    setWindowTitle(tr("Settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(640, 620);
    tabs_->addTab(generalTab(), tr("General"));
    tabs_->addTab(new KeysEditor, tr("Keys"));
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

}  // namespace legenda::ui
