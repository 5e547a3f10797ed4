"""What offices write above their columns, in English and Hindi; the earlier of two synonyms is the stronger."""
# ruff: noqa: E501

from teeka.formats.incoming.table import Kind

# fmt: off
_FACILITIES = {
    "facility_code": "facility id, health facility code, institution code, code, hfr id, nin, nin number, site id, facility no, संस्थान कोड, सुविधा कोड, केंद्र कोड, कोड",
    "name": "facility name, name of facility, health facility, health facility name, name of health facility, institution name, name of institution, hospital name, site name, facility, संस्थान का नाम, सुविधा का नाम, अस्पताल का नाम, केंद्र का नाम, स्वास्थ्य केंद्र का नाम, नाम",
    "name_hi": "name hindi, name in hindi, hindi name, facility name hindi, facility name in hindi, हिंदी नाम, नाम हिंदी, हिन्दी नाम, नाम हिन्दी में, नाम हिंदी में",
    "type": "facility type, type of facility, category, facility category, institution type, level, प्रकार, संस्थान का प्रकार, सुविधा का प्रकार",
    "district": "district name, name of district, dist, distt, ज़िला, जिला, जिले का नाम, ज़िले का नाम, जनपद",
    "block": "block name, name of block, taluka, tehsil, chc block, sub district, प्रखंड, प्रखण्ड, ब्लॉक, विकासखंड",
    "pincode": "pin code, pin, pin no, postal code, zip, पिन कोड, पिनकोड, पिन",
    "latitude": "lat, अक्षांश",
    "longitude": "long, lon, lng, देशांतर, देशान्तर",
    "parent_facility_code": "parent code, parent facility, parent facility id, reporting facility code, मूल संस्थान कोड, मुख्य संस्थान कोड",
    "incharge_name": "in charge name, name of incharge, incharge, in charge, mo ic, moic name, contact person, nodal person, nodal officer, प्रभारी का नाम, प्रभारी",
    "incharge_mobile": "in charge mobile, incharge mobile no, mobile of incharge, contact number, contact no, mobile no, mobile number, mobile, phone, प्रभारी का मोबाइल, प्रभारी मोबाइल, मोबाइल नंबर, मोबाइल",
    "expected_workers": "expected health workers, number of workers, no of workers, no of health workers, staff, staff strength, total staff, कर्मियों की संख्या, कर्मचारी संख्या",
    "sms_name": "short name, name for sms, एसएमएस नाम, संक्षिप्त नाम",
}
_ROSTER = {
    "name": "beneficiary name, name of beneficiary, name of health worker, health worker name, name of the health worker, name of hcw, hcw name, name of employee, employee name, name of staff, staff name, name of worker, worker name, full name, name of person, name english, name in english, नाम, पूरा नाम, लाभार्थी का नाम, कर्मी का नाम, स्वास्थ्य कर्मी का नाम, कर्मचारी का नाम",
    "name_hi": "name hindi, name in hindi, hindi name, नाम हिंदी, नाम हिंदी में, नाम हिन्दी में, हिंदी नाम, हिन्दी नाम",
    "gender": "sex, m f, m f o, male female, लिंग",
    "birth_year": "year of birth, yob, birthyear, born in, जन्म वर्ष, जन्म का वर्ष",
    "date_of_birth": "dob, birth date, date of birth dd mm yyyy, जन्म तिथि, जन्मतिथि, जन्म तारीख, जन्म दिनांक",
    "mobile": "mobile number, mobile no, mob no, mob, mobile phone, phone, phone no, phone number, contact no, contact number, contact, cell, cell no, मोबाइल नंबर, मोबाइल न, मोबाइल संख्या, मोबाइल, मोबाईल नंबर, मोबाईल, फ़ोन नंबर, फोन नंबर, फोन, संपर्क नंबर",
    "alt_mobile": "alternate mobile, alternative mobile, alternate mobile no, alternate number, alternate contact, alternate contact number, second mobile, mobile 2, whatsapp, whatsapp no, whatsapp number, वैकल्पिक मोबाइल, दूसरा मोबाइल, वैकल्पिक नंबर",
    "email": "e mail, email id, e mail id, email address, e mail address, mail id, email no, ईमेल, ई मेल, ईमेल आईडी, ई मेल आईडी, ईमेल पता, ई मेल पता",
    "photo_id_type": "id type, type of id, id proof, id proof type, photo id, photo id proof, identity type, identity proof, identity document, पहचान पत्र, पहचान पत्र का प्रकार",
    "photo_id_number": "id number, id no, photo id no, id proof number, id proof no, identity number, aadhaar, aadhaar no, aadhaar number, aadhar, aadhar no, aadhar number, पहचान पत्र संख्या, पहचान संख्या, आधार संख्या, आधार नंबर",
    "category": "beneficiary category, hcw category, category of health worker, category of hcw, type of health worker, cadre, worker category, health worker category, श्रेणी, वर्ग, कर्मी श्रेणी",
    "designation": "post, position, job title, rank, पद, पदनाम",
    "posting": "posting place, place of posting, posted at, facility name, name of facility, facility, health facility, name of health facility, place of work, workplace, work place, working at, work location, institution, name of institution, hospital, hospital name, office, organisation, organization, पदस्थापन, पदस्थापना, पदस्थापन स्थल, पदस्थापन स्थान, कार्यस्थल, कार्य स्थल, कार्य स्थान, संस्थान, संस्थान का नाम, अस्पताल, अस्पताल का नाम, तैनाती, तैनाती स्थल",
    "posting_facility_code": "facility code, facility id, posting code, posting facility id, institution code, hfr id, nin, संस्थान कोड, सुविधा कोड, केंद्र कोड",
    "posting_district": "district of posting, work district, facility district, district, district name, name of district, dist, distt, पदस्थापन ज़िला, पदस्थापन जिला, कार्य जिला, कार्य ज़िला, ज़िला, जिला, जिले का नाम, जनपद",
    "home_address": "address, residential address, residence, residence address, home, present address, permanent address, पता, घर का पता, निवास, आवासीय पता",
    "home_pincode": "home pin code, home pin, residential pin code, residence pin, pincode, pin code, pin, पिन कोड, पिनकोड, घर का पिन कोड, पिन",
    "employee_id": "emp id, employee code, emp code, employee no, employee number, staff id, hrms id, hrms code, service number, pran, कर्मचारी संख्या, कर्मचारी आईडी, कर्मचारी कोड, कर्मी संख्या",
    "is_vaccinator": "vaccinator, whether vaccinator, is he she vaccinator, टीकाकार, टीका कर्मी, टीकाकर्मी",
    "language": "lang, preferred language, sms language, भाषा",
    "dose1_vaccine": "dose 1 vaccine, first dose vaccine, 1st dose vaccine, vaccine of first dose, vaccine of dose 1, vaccine given, पहली खुराक का टीका, प्रथम खुराक का टीका, पहली डोज का टीका, प्रथम डोज वैक्सीन",
    "dose1_on": "dose 1 on, dose 1 date, date of dose 1, first dose date, 1st dose date, date of first dose, date of 1st dose, first dose on, पहली खुराक की तारीख, पहली खुराक की तिथि, प्रथम खुराक की तिथि, प्रथम खुराक का दिनांक, पहली डोज की तारीख, प्रथम डोज की तिथि",
}
_SESSIONS = {
    "session_code": "session id, session no, session, code, सत्र कोड, सत्र संख्या, सत्र",
    "site_facility_code": "facility code, facility id, site code, session site code, site id, संस्थान कोड, सुविधा कोड, स्थल कोड",
    "site_name": "session site, session site name, site, name of site, name of session site, facility name, vaccination centre, vaccination site, centre, center name, स्थल, सत्र स्थल, स्थल का नाम, टीकाकरण केंद्र, केंद्र का नाम",
    "district": "site district, district name, name of district, dist, distt, ज़िला, जिला, जिले का नाम, जनपद",
    "pincode": "pin code, pin, site pincode, site pin code, postal code, पिन कोड, पिनकोड, पिन",
    "date": "session date, date of session, held on, day, दिनांक, तारीख, तिथि, सत्र तिथि, सत्र की तारीख",
    "start_time": "start, starts at, from, from time, time from, session start, session start time, begin, आरंभ समय, प्रारंभ समय, शुरू, समय से",
    "end_time": "end, ends at, to, to time, time to, till, session end, session end time, समाप्ति समय, समाप्त, समय तक",
    "capacity": "seats, slots, no of beneficiaries, number of beneficiaries, target, planned beneficiaries, max beneficiaries, session capacity, क्षमता, लक्ष्य, लाभार्थी संख्या",
    "vaccine": "vaccine name, name of vaccine, vaccine type, टीका, वैक्सीन, टीके का नाम",
    "dose": "dose no, dose number, खुराक, डोज",
    "cohort": "cohorts, category, for whom, beneficiary category, समूह, श्रेणी",
    "reserve_percent": "reserve, reserve in percent, standby percent, percent reserved, walk in percent, आरक्षित प्रतिशत, आरक्षित",
    "vaccinators": "no of vaccinators, number of vaccinators, vaccinator count, टीकाकार संख्या, टीकाकर्मियों की संख्या",
}
_DECISIONS = {
    "text_number": "number of the text, लेख संख्या",
    "posting": "text, as written, पदस्थापन, लेख",
    "district": "district name, dist, distt, ज़िला, जिला, जनपद",
    "decision": "decide, निर्णय",
    "candidate_1_code": "सुझाव 1 कोड",
    "candidate_2_code": "सुझाव 2 कोड",
    "candidate_3_code": "सुझाव 3 कोड",
    "new_name": "नया नाम",
    "new_type": "नया प्रकार",
    "new_block": "नया प्रखंड",
    "new_pincode": "new pin code, नया पिन कोड",
}
_PLACES = {
    "reference": "reference number, reference no, beneficiary reference, person, संदर्भ, संदर्भ संख्या",
    "action": "what to do, do, change, क्रिया, कार्य",
    "session_code": "session, to session, new session, session id, सत्र कोड, सत्र, नया सत्र",
    "other_reference": "swap with, other person, second reference, दूसरी संदर्भ संख्या, दूसरा व्यक्ति",
    "reason": "why, remarks, कारण, क्यों",
}
_CALLS = {
    "reference": "reference number, reference no, beneficiary reference, person, संदर्भ, संदर्भ संख्या",
    "outcome": "what came of it, result, outcome of call, परिणाम, क्या हुआ",
    "note": "remarks, notes, टिप्पणी",
    "name": "full name, नाम",
}
_VISITS = {
    "reference": "reference number, reference no, beneficiary reference, person, संदर्भ, संदर्भ संख्या",
    "session_code": "session, session id, सत्र कोड, सत्र",
    "list_version": "version, संस्करण",
    "arrived": "arrived at, came at, came, time of arrival, आए, आने का समय",
    "identity_seen": "identity seen, photo id seen, id seen, पहचान देखी, पहचान पत्र देखा",
    "dose_given": "dose, dose given, vaccinated, given, खुराक, खुराक दी",
    "batch": "batch no, batch number, lot, बैच, बैच संख्या",
    "given_at": "time of dose, dose at, vaccinated at, खुराक का समय",
    "not_given_for": "reason, why not, reason if not, why no dose, कारण, क्यों नहीं",
    "form_number": "form, form number, form no, फ़ॉर्म, फ़ॉर्म संख्या",
    "full_name": "name, नाम",
}
# fmt: on
SYNONYMS = {
    Kind.FACILITIES: _FACILITIES,
    Kind.ROSTER: _ROSTER,
    Kind.SESSIONS: _SESSIONS,
    Kind.DECISIONS: _DECISIONS,
    Kind.PLACES: _PLACES,
    Kind.CALLS: _CALLS,
    Kind.VISITS: _VISITS,
}
