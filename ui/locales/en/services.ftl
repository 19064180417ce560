# What can be set for a service, and the words that a choice takes.
#
# input-SERVICE-NAME is the label of an input; choice-SERVICE-NAME-WORD what the window shows for a
# word of a choice, where the word itself would not do. Names and words in lower case, with dashes.

## This computer

input-local-passphrase = Passphrase of the signing key

## Signhost: the account

input-signhost-app-key = Application key
input-signhost-user-token = User token
input-signhost-postback-secret = Secret of the postbacks
input-signhost-postback-authorization = Authorization header of the postbacks
input-signhost-postback-url = Address for news
input-signhost-ca-file = File of trusted certificates

## Signhost: the session and its signers

input-signhost-invite = Who tells the signers
choice-signhost-invite-mail = Signhost, by e-mail
choice-signhost-invite-link = I do, with a link
input-signhost-here = Signs at this computer
input-local-language = Language of the signing page
choice-local-language-en = English
choice-local-language-de = German
choice-local-language-pt = Portuguese
input-signhost-language = Language
choice-signhost-language-de-de = German
choice-signhost-language-en-us = English
choice-signhost-language-es-es = Spanish
choice-signhost-language-fr-fr = French
choice-signhost-language-it-it = Italian
choice-signhost-language-nl-nl = Dutch
choice-signhost-language-pl-pl = Polish
input-signhost-verifications = Proof before signing
choice-signhost-verifications-consent = A tick to agree
choice-signhost-verifications-scribble = A drawn signature
choice-signhost-verifications-phonenumber = A code by text message
choice-signhost-verifications-email = The e-mail address
choice-signhost-verifications-openid-providers = OpenID
input-signhost-authentications = Proof before reading
choice-signhost-authentications-phonenumber = A code by text message
input-signhost-subject = Subject of the invitation
input-signhost-message = Words to this signer
input-signhost-intro = Text on the signing page
input-signhost-confirmation = Mail the signed documents to signers
input-signhost-notifications = Mail news to the sender
input-signhost-delegation = May be passed on to somebody else
input-signhost-scribble-name = Name under the drawn signature
input-signhost-scribble-name-fixed = That name cannot be changed
input-signhost-scribble-handwritten = Must be drawn by hand
input-signhost-return-url = Page after signing
input-signhost-cancel-notifications = Mail signers when it is cancelled
input-signhost-expiry = Runs out
choice-signhost-expiry-days = After its days
choice-signhost-expiry-organisation = As the organisation has it
input-signhost-seal = Add the organisation’s seal
input-signhost-paraph = Initials on every page
input-signhost-context = Data that comes back
input-signhost-reference = Reference
input-signhost-display-names = Names of the documents
input-signhost-display-order = Order of the documents
input-signhost-descriptions = Words about the documents
input-signhost-fields = Further form fields
input-signhost-receiver-message = Mail to those who get a copy
input-signhost-receiver-subject = Subject of that mail
input-signhost-receiver-language = Language of that mail
choice-signhost-receiver-language-de-de = German
choice-signhost-receiver-language-en-us = English
choice-signhost-receiver-language-es-es = Spanish
choice-signhost-receiver-language-fr-fr = French
choice-signhost-receiver-language-it-it = Italian
choice-signhost-receiver-language-nl-nl = Dutch
choice-signhost-receiver-language-pl-pl = Polish
input-signhost-receiver-reference = Reference for those who get a copy
input-signhost-receiver-context = Data for those who get a copy
input-signhost-receivers-own = What holds for one of them alone
input-signhost-phone = Phone number
input-signhost-secure-download = Ask for the proof again when downloading
input-signhost-verify-email = E-mail address that is proven
input-signhost-iban = Bank account (IBAN)
input-signhost-bsn = Citizen service number (BSN)
input-signhost-kvk = Number of the company (KvK)
input-signhost-itsme-phone = Phone number for itsme
input-signhost-openid-provider = OpenID provider
input-signhost-onfido-workflow = Onfido workflow
input-signhost-authentication-phone = Phone number for the proof before reading
input-signhost-authentication-bsn = BSN for the proof before reading
input-signhost-authentication-secure-download = Ask for that proof again when downloading
input-signhost-remind-days = Days until this signer is reminded
input-signhost-expires = Last moment for this signer
input-signhost-fills-form = Fills in the form of the PDF

## Signant

input-signant-distributor-id = Distributor ID
input-signant-access-code = Access code
input-signant-system-id = Name of the sending system
input-signant-after-sign = After signing
choice-signant-after-sign-redirect = Lead back
choice-signant-after-sign-none = Stay on Signant’s page
input-signant-return-url = Page after signing
input-signant-cancel-url = Page after giving up (https)
input-signant-use-widget = Show the signature in the document
input-signant-page-hosts = Further hosts of signing pages
input-signant-answer-megabytes = Longest answer, in megabytes
input-signant-ca-file = File of trusted certificates
input-signant-interface = Name of the interface
input-signant-service-namespace = Namespace of the operations
input-signant-model-namespace = Namespace of the data
input-signant-posting-parameter = Name of the posting
input-signant-description = Words about the contract
input-signant-redirect-delay = Seconds until the page leads back
input-signant-redirect-caption = Words of the link back
input-signant-ssn = National identity number
input-signant-ssn-allowed = The signer allows its use
input-signant-birth-date = Date of birth
input-signant-minimum-age = Least age
input-signant-maximum-age = Greatest age

## Rest PKI: the account

input-restpki-api-key = Application key
input-restpki-postback-secret = Secret of the postbacks
input-restpki-security-context = Security context
input-restpki-subscription = Subscription
input-restpki-language = Language of the signing page
choice-restpki-language-pt-br = Portuguese
choice-restpki-language-en-us = English
input-restpki-return-url = Page after signing
input-restpki-page-hosts = Further hosts of signing pages
input-restpki-ca-file = File of trusted certificates

## Rest PKI: the session and its signers

input-restpki-here = Signs at this computer
input-restpki-device = Certificate in a card or token
input-restpki-visible = Draw the signature at its place
input-restpki-visible-text = Words of the drawn signature
input-restpki-downloads = Offer the documents on the signing page
input-restpki-pdf-a = Make the documents PDF/A first
input-restpki-document-keys = Key for looking the signatures up
input-restpki-metadata = Data kept with the documents
input-restpki-cpf = CPF

## eSign: the account

input-esign-encrypted-api-key = Encrypted API key
input-esign-salt = Salt
input-esign-api-key = API key, not encrypted
input-esign-username = Sender’s e-mail address
input-esign-role = Role of a signer
input-esign-tag-open = Character that opens a tag
input-esign-tag-close = Character that closes a tag
input-esign-tag-space = Character that stands for a space
input-esign-anchor-category = Set of offsets for fields
input-esign-opens = Opening a signing page leads to
choice-esign-opens-signer = The signer’s page
choice-esign-opens-sender = The sender’s page, logged in
input-esign-ui-host = Host of eSign’s pages
input-esign-ca-file = File of trusted certificates
input-esign-wire-bytes = How documents are written
choice-esign-wire-bytes-array = As numbers
choice-esign-wire-bytes-base64 = As base64
input-esign-wire-dates = How dates are written
choice-esign-wire-dates-msjson = As Microsoft’s JSON
choice-esign-wire-dates-iso = As ISO 8601
input-esign-wire-enums = How proofs are written
choice-esign-wire-enums-name = By name
choice-esign-wire-enums-number = By number
input-esign-wire-maps = How names with values are written
choice-esign-wire-maps-object = As an object
choice-esign-wire-maps-pairs = As pairs
input-esign-auth-numbers = Numbers of the proofs
input-esign-sms-member = Name of the phone number in a request
input-esign-user-key = Name of the sender in a request
input-esign-path-files = Path of signed files
input-esign-path-archived = Path of archived files
input-esign-path-invites = Path of signing pages

## eSign: the session and its signers

input-esign-invite = Who tells the signers
choice-esign-invite-mail = eSign, by e-mail
choice-esign-invite-link = I do, with a link
input-esign-here = Signing pages lead back to Paraph
input-esign-return-url = Page after signing
input-esign-delegation = May be passed on to somebody else
input-esign-session-password = Password of the session
input-esign-first-signer = The sender signs first
input-esign-copies = Those who get a copy are mailed
choice-esign-copies-links = Links
choice-esign-copies-attachments = The documents
input-esign-form-ids = Templates
input-esign-redirect-url = Page for the sender after sending in eSign
input-esign-last-name = Family name
input-esign-auth = Proof before signing
choice-esign-auth-none = None
choice-esign-auth-password = A password
choice-esign-auth-kba = Questions about the person (KBA)
choice-esign-auth-kbapluspassword = Questions and a password
choice-esign-auth-sms = A code by text message
input-esign-password = Password that you tell the signer
input-esign-phone = Phone number
input-esign-subject = Subject of the invitation
input-esign-message = Words to this signer
input-esign-upload = Has to hand in a file
input-esign-name-fixed = The name cannot be changed
input-esign-merge-fields = Values for a template
