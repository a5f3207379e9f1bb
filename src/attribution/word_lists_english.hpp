// The English words that tell speakers and speech apart: data for word_classes.cpp, which says what each
// class is for. Folded, words separated by spaces, phrases by underscores within.
#pragma once

#include "attribution/word_classes.hpp"

namespace bearing::english {

inline constexpr WordList kLists[] = {
    {word_class::kReport,
     "said says saying told tells stressed stresses stated noted notes added adds explained explains "
     "remarked "
     "warned warns argued argues insisted insists claimed claims affirmed affirms reaffirmed reaffirms "
     "emphasised emphasized emphasises emphasizes underlined underlines underscored underscores reiterated "
     "reiterates announced announces declared declares replied replies answered answers responded responds "
     "commented observed observes recalled recalls pointed_out points_out acknowledged acknowledges admitted "
     "admits conceded concedes confirmed confirms denied denies described describes disclosed discloses "
     "reported informed informs maintained maintains contended contends believes believed thinks thought "
     "felt "
     "feels held considered considers cautioned cautions predicted predicts suggested suggests repeated "
     "repeats "
     "restated retorted quipped joked wrote writes asked asks concluded concludes revealed reveals mentioned "
     "mentions assured assures testified complained complains charged alleged alleges asserted asserts "
     "voiced voices expressed expresses remarks clarified clarifies estimated estimates found finds "
     "understands understood vowed vows pledged pledges promised promises hinted signalled speaking spoke "
     "speaks quoted questioned questions wondered reckons reckoned summed_up put_it tweeted posted briefed "
     "reminded reminds listened shrugged laughed muttered shouted read_out adding stressing noting warning "
     "arguing insisting declaring"},
    {word_class::kStance,
     "welcomed welcomes supported supports backed backs endorsed endorses opposed opposes rejected rejects "
     "condemned condemns deplored deplores urged urges called calls appealed appeals demanded demands "
     "proposed "
     "proposes recommended recommends advocated advocates favoured favored favours favors wants wanted "
     "wished "
     "wishes hoped hopes prefers preferred criticised criticized criticises criticizes denounced denounces "
     "protested protests praised praises hailed hails applauded defended defends accused accuses blamed "
     "blames "
     "dismissed dismisses refused refuses declined declines agreed agrees disagreed disagrees accepted "
     "accepts "
     "pushed pressed pleaded begged advised advises invited sought seeks resolved undertook committed "
     "thanked valued objected objects abstained voted votes approved adopted signed offered offers tabled "
     "took_note takes_note took_no_position takes_no_position expects expected intends plans planned aims "
     "lodged raised shared remained remains stayed stays_out sided stands stood liked likes dislikes fears "
     "feared doubts doubted resisted resists withheld reserved sidestepped refrained avoided ruled_out ruled "
     "ordered requested requests counselled lamented regretted regrets scoffed mocked saw sees regards "
     "regarded viewed views listed recorded registered circulated published issued listed joined cannot "
     "renewed affirming urging welcoming calling rejecting opposing supporting looked_forward"},
    {word_class::kAccording, "according_to in_the_words_of in_the_view_of quoting citing as_quoted_by"},
    {word_class::kPronoun, "he she they it"},
    {word_class::kHonorific,
     "mr mrs ms miss dr sir madam madame datuk dato tan tun sri seri haji sheikh u daw prof professor "
     "associate "
     "sister brother father reverend rev lord lady"},
    {word_class::kOffice,
     "minister ministers president secretary secretary_general premier chancellor king queen prince princess "
     "emperor sultan governor governors mayor senator senators ambassador ambassadors spokesman spokeswoman "
     "spokesperson spokespersons spokesmen envoy envoys commissioner chairman chairwoman chairperson chair "
     "chairs chairmen chief chiefs director directors head heads leader leaders general admiral colonel "
     "captain "
     "major brigadier commander commanders lieutenant commodore marshal inspector undersecretary "
     "representative "
     "representatives delegate delegates delegation delegations councillor councillors councilor congressman "
     "lawmaker lawmakers legislator legislators mp mps deputy judge judges justice bishop archbishop "
     "cardinal "
     "imam pope coordinator administrator officer officers official officials diplomat diplomats negotiator "
     "negotiators facilitator mediator mediators attorney attorney_general prosecutor rapporteur host hosts "
     "side sides co_chair convener convenor moderator adviser advisor advisers advisors economist economists "
     "analyst analysts expert experts researcher researchers scholar scholars historian lecturer academic "
     "academics vice_president vice_chairman ceo manager managers executive executives founder owner owners "
     "editor columnist counsellor consul monitor monitors magistrate ombudsman governor_general auditor "
     "regulator "
     "regulators treasurer superintendent headmaster principal dean rector fellow strategist speaker "
     "counterpart "
     "member members partner partners figure figures aide aides negotiating_team veteran"},
    {word_class::kPeople,
     "people person man men woman women resident residents villager villagers fisherman fishermen fisher "
     "fishers farmer farmers worker workers student students teacher teachers doctor doctors nurse nurses "
     "patient patients voter voters citizen citizens refugee refugees migrant migrants soldier soldiers "
     "troops "
     "activist activists campaigner campaigners protester protesters demonstrators critic critics supporter "
     "supporters opponent opponents observer observers journalist journalists reporter reporters author "
     "authors "
     "writer writers lawyer lawyers engineer engineers scientist scientists trader traders vendor vendors "
     "shopkeeper shopkeepers exporter exporters importer importers manufacturer manufacturers producer "
     "producers "
     "investor investors businessman businesswoman businessmen planter planters grower growers miner miners "
     "driver drivers sailor sailors pilot pilots captain hotelier hoteliers tourist tourists operator "
     "operators "
     "elder elders youth mother mothers father widow parents families family rebel rebels fighter fighters "
     "insurgents guerrillas separatists donor donors respondents participant participants participants "
     "speakers "
     "employers employer unionist unionists clerk consultant consultants epidemiologist virologist physician "
     "pharmacist priest monk monks nun pastor captains steelmakers makers guests passengers tenants millers "
     "landowner landowners processors publisher retailers carriers economist neighbours neighbors others "
     "some "
     "many few both most all everyone nobody"},
    {word_class::kOrg,
     "ministry ministries government governments department departments bureau agency agencies commission "
     "commissions committee committees council councils cabinet parliament senate congress assembly court "
     "courts tribunal party parties union unions federation confederation association associations alliance "
     "league bloc group groups grouping organisation organization organisations organizations institute "
     "institution university college school foundation fund bank banks company companies corporation firm "
     "firms "
     "consortium board panel panels forum summit conference meeting secretariat embassy mission palace "
     "office "
     "offices army navy military police coast_guard air_force command guard force forces militia faction "
     "factions movement front opposition coalition chamber chambers guild guilds cooperative society circle "
     "network centre center authority authorities administration regime junta community communities nation "
     "nations country countries state states members signatories port province city district municipality "
     "newspaper magazine think_tank task_force working_group team teams delegates industry sector lobby "
     "workshop house seminar session budget_office services service plenum bishops_conference hospital "
     "church "
     "temple synod trust exchange campaign treasury kremlin pentagon"},
    {word_class::kDocument,
     "statement statements communique report reports declaration resolution document summary paper editorial "
     "survey poll study text draft letter petition manifesto release note bulletin review outcome_document "
     "joint_statement white_paper survey_group memorandum"},
    {word_class::kPlace,
     "vietnam viet_nam china japan korea laos lao cambodia thailand myanmar burma malaysia singapore "
     "indonesia "
     "philippines the_philippines brunei timor_leste india pakistan bangladesh nepal bhutan maldives "
     "australia "
     "new_zealand fiji samoa tonga tuvalu vanuatu kiribati palau nauru russia ukraine belarus kazakhstan "
     "mongolia turkey türkiye iran iraq israel egypt america usa us uk britain england france germany italy "
     "spain portugal netherlands belgium poland hungary sweden norway finland denmark switzerland austria "
     "greece eu asean un nato canada mexico brazil argentina chile peru colombia cuba venezuela nigeria "
     "kenya "
     "ethiopia sudan somalia uganda rwanda tanzania mozambique angola moscow beijing washington tokyo hanoi "
     "ha_noi manila jakarta bangkok seoul taipei taiwan brussels london paris berlin delhi new_delhi "
     "canberra "
     "pyongyang kyiv geneva dhaka islamabad kuala_lumpur naypyidaw phnom_penh vientiane europe asia africa "
     "north_korea south_korea sri_lanka saudi_arabia south_africa united_states united_kingdom "
     "united_nations european_union papua_new_guinea solomon_islands hong_kong qatar kuwait oman jordan "
     "lebanon "
     "syria yemen afghanistan armenia azerbaijan georgia uzbekistan tajikistan kyrgyzstan turkmenistan "
     "cyprus "
     "romania bulgaria serbia croatia slovakia slovenia czechia ireland iceland estonia latvia lithuania "
     "morocco algeria tunisia libya ghana senegal cameroon congo zambia zimbabwe malawi madagascar mauritius "
     "seychelles comoros haiti jamaica panama ecuador bolivia paraguay uruguay tripoli"},
    {word_class::kModifier,
     "vietnamese chinese japanese korean laotian cambodian thai burmese malaysian singaporean indonesian "
     "philippine filipino bruneian indian pakistani bangladeshi nepalese australian fijian samoan russian "
     "ukrainian american british french german italian spanish dutch european asian african turkish iranian "
     "israeli egyptian canadian mexican brazilian swedish norwegian finnish danish swiss austrian greek "
     "polish "
     "hungarian mongolian western southern northern eastern central southeast foreign defence defense prime "
     "deputy vice former senior junior top national federal state provincial municipal local regional "
     "international global joint special permanent acting assistant chief executive trade finance health "
     "energy "
     "economy economic commerce environment agriculture transport education interior home justice labour "
     "labor "
     "tourism police security military naval political public private civil industrial presidential "
     "parliamentary opposition ruling government ministry cabinet embassy union party coast house fishing "
     "farmers fishermen workers business european co member ten twelve visiting retired veteran leading "
     "independent human rights humanitarian climate technology digital communications information maritime "
     "oceans resident counter elected outgoing incoming late young old elderly other unnamed same main "
     "largest "
     "biggest rebel separatist armed steel textile rice palm oil coal gas power attorney"},
    {word_class::kDeterminer,
     "the a an this these those some several many few most both two three four five six seven eight nine "
     "ten eleven twelve one another each every all any its his her their our my your other certain various "
     "numerous half dozens hundreds thousands"},
    {word_class::kIndefinite, "a an some several many few one another any certain various numerous other"},
    {word_class::kLink, "of for at in from on"},
    {word_class::kFunction,
     "that to with by about against between among after before during since until under over through without "
     "within "
     "toward towards into onto upon despite behind near across along as than like because although though "
     "while "
     "whereas if unless whether when where why how what which who whom whose that and or but nor so yet not "
     "there here then however therefore moreover meanwhile nevertheless further still just only even once "
     "is are was were be been being am has have had having do does did will would shall should can could may "
     "might must ought need needs me us him them himself herself itself themselves i we you today yesterday "
     "tomorrow on monday tuesday wednesday thursday friday saturday sunday january february march april june "
     "july august september october november december last next ago out up down off again more less much "
     "very "
     "too earlier later also n't per via"},
    {word_class::kVerb,
     "met meets made makes took takes gave gives went goes came comes led leads ended ends began begins "
     "opened "
     "opens closed closes arrived visited attended discussed exchanged received sent got gets kept keeps put "
     "puts left leaves ran runs broke brought built buys bought sells sold paid pays wore won lost drew used "
     "uses worked works became becomes concluded hosted chaired gathered set sits sat turned let lets "
     "continued "
     "continues failed fails remained needs reached moved covers appeared showed shows cut handed"},
    {word_class::kAdverb,
     "also has had have did does do not then further later again still strongly firmly repeatedly meanwhile "
     "however himself herself itself themselves both all once just only now flatly publicly openly "
     "resolutely "
     "strictly earlier in_turn too neither didn't doesn't don't would will could should can may might must "
     "is are was were never "
     "always simply clearly warmly highly fully for_his_part for_her_part instead really either"},
    {word_class::kFirstPerson,
     "i we my our me us mine ours myself ourselves i'm i've we're we've i'd i'll we'll"},
    {word_class::kModal, "should must ought cannot let need needs surely let's perhaps"},
    {word_class::kPassive, "is are was were be been being get got"},
    {word_class::kMute,
     "law sea seas ocean strait straits gulf reef reefs shoal archipelago island islands pacific charter "
     "convention treaty constitution agreement agreements pact accord accords protocol code conduct unclos "
     "doc coc rcep cptpp tpp covid covid-19 omicron"},
    {word_class::kRelative, "who which whose where"},
};

}  // namespace bearing::english
