"""The staff's admin: the page of an agreement, accounts and offices; it imports the admins of the other rooms.

Django looks for this module; each room registers its own rows.
"""

import agreements.admin.accounts
import agreements.admin.agreement
import agreements.admin.office
import agreements.attesting.admin
import agreements.before_signing.assessment_admin
import agreements.follow_up.admin
import agreements.follow_up.beneficiary_admin
import agreements.follow_up.result_admin
import agreements.follow_up.review_admin
import agreements.letter_writing.template_admin
import agreements.office_reports.admin
import agreements.record.staff.day_off_admin
import agreements.record.staff.document_admin
import agreements.record.staff.letterhead_admin
import agreements.record.staff.money_admin
import agreements.record.staff.partner_admin
import agreements.record.staff.party_admin
import agreements.record.staff.regulation_admin
import agreements.record.staff.source_admin
import agreements.record.staff.statement_admin
import agreements.reminders.admin
import agreements.stages.admin
import agreements.stages.instrument_admin
